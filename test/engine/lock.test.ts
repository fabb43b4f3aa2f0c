import test from 'ava'
import { lockForRun } from '../../scripts/lib/engine/lock.ts'
import type { RunResult, Session } from '../../scripts/lib/ssh/session.ts'
import { fakeRun, hosts } from '../support/run.ts'

test('a stale lock that was taken over is a warning of the run', async t => {
  const stderr =
    'refit: took over the stale lock of bob on desk: its connection is gone, and nothing is open\n'
  const { locked, events } = scene({ code: 0, stdout: '', stderr })
  await locked()
  t.deepEqual(events, [
    {
      type: 'note',
      level: 'warning',
      host: 'n2',
      message: 'Took over the stale lock of bob on desk: its connection is gone, and nothing is open.',
    },
  ])
})

test('a lock that nobody had is taken without a word', async t => {
  const { locked, events } = scene({ code: 0, stdout: '', stderr: '' })
  await locked()
  t.deepEqual(events, [])
})

test('a host that another run has in hand is refused with that run, and nothing else is said', async t => {
  const { locked, events } = scene({ code: 75, stdout: '', stderr: 'refit: this machine is locked by bob\n' })
  await t.throwsAsync(locked, { name: 'HostRefusal', message: /locked by bob/u })
  t.deepEqual(events, [])
})

function scene(answer: RunResult) {
  const session: Session = {
    host: 'n2',
    cost: { connections: 1, roundTrips: 0 },
    close: async () => {},
    async run(script) {
      if (
        !script.endsWith("\nlock 'run-1' 'alice' 'laptop' '-'\n") &&
        !script.endsWith('\nlock run-1 alice laptop -\n')
      )
        throw new Error(`the fake was not told what to answer to ${script.slice(-60)}`)
      return answer
    },
  }
  const { run, events } = fakeRun(async () => session)
  const [host] = hosts('n2')
  if (host === undefined) throw new Error('no host')
  return { locked: () => lockForRun({ run, host }), events }
}
