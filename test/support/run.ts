import type { EventBody } from '../../scripts/lib/engine/events.ts'
import type { OpenRun } from '../../scripts/lib/engine/open-run.ts'
import type { Run } from '../../scripts/lib/engine/run.ts'
import { parseInventory } from '../../scripts/lib/inventory/inventory.ts'
import type { Host } from '../../scripts/lib/inventory/inventory.ts'
import type { Session } from '../../scripts/lib/ssh/session.ts'
import { fakeClock } from './clock.ts'

/** Hosts of an inventory that holds nothing else. */
export function hosts(...names: string[]): Host[] {
  return parseInventory(`hosts:\n${names.map(name => `  ${name}: {}\n`).join('')}`, 'test.yaml').hosts
}

/** A run without a world: events are kept, time is fake, and sessions come from `session`. */
export function fakeRun(session: () => Promise<Session> = () => Promise.reject(new Error('no session'))) {
  const events: EventBody[] = []
  const stop = new AbortController()
  const run: Run = {
    id: 'run-1',
    owner: 'alice',
    from: 'laptop',
    breakLock: false,
    emit: event => void events.push(event),
    clock: fakeClock(),
    sessions: {
      get: session,
      drop: async () => {},
      close: async () => {},
      cost: () => ({ connections: 1, roundTrips: 2 }),
    },
    kubectl: () => () => Promise.reject(new Error('no cluster')),
    stop: stop.signal,
    abort: new AbortController().signal,
  }
  const open: OpenRun = {
    run,
    hosts: [],
    waiting: (_what, work) => work,
    begin: names => void events.push({ type: 'run-started', command: 'test', hosts: names }),
    close: async code => code,
  }
  return { run, open, events, stop }
}
