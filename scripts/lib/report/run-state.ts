import type { Event, HostFinished, Phase } from '../engine/events.ts'

/** Where a run is now, as far as its events have told. */
export interface RunState {
  command: string
  /** Milliseconds since the epoch. */
  started: number
  hosts: readonly string[]
  /** In the order in which they started. */
  running: ReadonlyMap<string, RunningHost>
  finished: readonly HostFinished[]
  /** The last phase that failed on each host, and why. */
  failures: ReadonlyMap<string, { phase: Phase; message: string | undefined }>
}

interface RunningHost {
  phase: Phase | undefined
  /** The step or the wait that it is in. */
  doing: string | undefined
  /** When the phase began, in milliseconds since the epoch. */
  since: number
}

export const initialState: RunState = {
  command: '',
  started: 0,
  hosts: [],
  running: new Map(),
  finished: [],
  failures: new Map(),
}

/** The state after one more event. */
export function advance(state: RunState, event: Event): RunState {
  const now = Date.parse(event.time)
  switch (event.type) {
    case 'run-started':
      return { ...initialState, command: event.command, hosts: event.hosts, started: now }
    case 'host-started':
      return running(state, event.host, { phase: undefined, doing: undefined, since: now })
    case 'phase-started':
      return running(state, event.host, { phase: event.phase, doing: undefined, since: now })
    case 'step-started':
      return doing(state, event.host, event.step)
    case 'progress':
      return doing(state, event.host, event.message)
    case 'phase-finished': {
      if (event.ok) return state
      const failure = { phase: event.phase, message: event.message }
      return { ...state, failures: new Map(state.failures).set(event.host, failure) }
    }
    case 'host-finished': {
      const rest = new Map(state.running)
      rest.delete(event.host)
      return { ...state, running: rest, finished: [...state.finished, event] }
    }
    case 'step-finished':
    case 'output':
    case 'note':
    case 'run-finished':
      return state
  }
}

function running(state: RunState, host: string, entry: RunningHost): RunState {
  return { ...state, running: new Map(state.running).set(host, entry) }
}

function doing(state: RunState, host: string, what: string): RunState {
  const entry = state.running.get(host)
  return entry === undefined ? state : running(state, host, { ...entry, doing: what })
}
