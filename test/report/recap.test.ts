import test from 'ava'
import type { Event, EventBody, HostFinished } from '../../scripts/lib/engine/events.ts'
import { painter } from '../../scripts/lib/report/colour.ts'
import { recap } from '../../scripts/lib/report/recap.ts'
import { advance, initialState } from '../../scripts/lib/report/run-state.ts'
import { golden } from './support/golden.ts'

test('the recap has a row for each host, what to do about those that failed, and the totals', t => {
  golden(t, fixture('recap.txt'), recapOf(mixed()))
})

test('on a terminal the recap is coloured by result', t => {
  golden(t, fixture('recap-coloured.txt'), recapOf(mixed(), { colour: true }))
})

test('no line of the recap is wider than 80 columns, except a command to copy', t => {
  const lines = recapOf(mixed()).split('\n')
  t.deepEqual(
    lines.filter(line => line.length > 80 && !line.startsWith('  next')),
    [],
  )
})

test('hosts that failed in the same way are told together, with one message', t => {
  const hosts = ['n1', 'n2', 'n3'].map(host => ({
    ...finished(host, 'unknown'),
    message: `${host} does not answer.`,
    next: `npx zx scripts/status.mjs --limit ${host}`,
  }))
  const text = recapOf([started(hosts.map(({ host }) => host)), ...hosts, ended])
  t.true(text.includes('n1, n2, n3: unknown\n'))
  t.is(text.split('now     ').length - 1, 1)
})

test('many hosts to which nothing was done share a row', t => {
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`)
  const hosts = names.map(host => ({ ...finished(host, 'skipped'), message: 'Not begun.' }))
  const text = recapOf([started(names), ...hosts, ended])
  t.true(text.includes('n0 and 39 more  skipped'))
  t.false(text.includes('n17'))
  t.true(text.includes('40 skipped.'))
})

const words: [string, string][] = [
  ['migrate', '1 migrated.'],
  ['rollback', '1 taken back.'],
  ['log rotation', '1 changed.'],
]
for (const [command, total] of words)
  test(`after ${command} the totals say "${total}"`, t => {
    t.true(
      recapOf([started(['n1'], command), finished('n1', 'changed'), ended]).includes(`\n${total} 1m04s.\n`),
    )
  })

test('a run that came to no host says so', t => {
  t.is(recapOf([started([]), ended]), 'No hosts. 1m04s.\nLog: runs/r/events.ndjson\n')
})

const ended: EventBody & { type: 'run-finished' } = {
  type: 'run-finished',
  ok: true,
  seconds: 64,
  log: 'runs/r/events.ndjson',
}

function mixed(): EventBody[] {
  const failure = { type: 'phase-finished', ok: false, seconds: 4 } as const
  return [
    started(['worker-1', 'worker-2', 'worker-3', 'worker-4', 'worker-5', 'control-plane-1']),
    finished('worker-1', 'changed'),
    finished('worker-2', 'unchanged'),
    { ...failure, host: 'worker-3', phase: 'gate', message: '/var/lib has 1 GB free and 4 GB are needed' },
    {
      ...finished('worker-3', 'untouched'),
      next: 'npx zx scripts/check.mjs --inventory lab --limit worker-3',
    },
    {
      ...failure,
      host: 'worker-4',
      phase: 'verify',
      message: 'the smoke pod did not start within 60 seconds',
    },
    {
      ...finished('worker-4', 'rolled-back'),
      message: 'Ready on docker://20.10.24 and schedulable, as it was.',
    },
    { ...failure, host: 'worker-5', phase: 'undo', message: 'the connection was lost' },
    {
      ...finished('worker-5', 'unknown'),
      message: 'Nobody knows: the host does not answer.',
      next: 'ping worker-5',
    },
    { ...finished('control-plane-1', 'skipped'), message: 'Not begun, because an earlier host failed.' },
    { ...ended, ok: false },
  ]
}

function started(hosts: string[], command = 'migrate'): EventBody {
  return { type: 'run-started', command, hosts }
}

function finished(host: string, result: HostFinished['result']): HostFinished {
  return {
    type: 'host-finished',
    host,
    result,
    seconds: 12.3,
    changes: result === 'changed' ? 14 : 0,
    message: 'Ready.',
  }
}

function recapOf(bodies: readonly EventBody[], { colour = false } = {}): string {
  const events = bodies.map((body): Event => ({ time: '2026-11-20T09:30:00.000Z', run: 'r', ...body }))
  const state = events.reduce(advance, initialState)
  const end = events.at(-1)
  if (end?.type !== 'run-finished') throw new Error('the last event must end the run')
  return recap(state, end, { paint: painter(colour), width: 80 })
}

function fixture(name: string): URL {
  return new URL(`fixtures/${name}`, import.meta.url)
}
