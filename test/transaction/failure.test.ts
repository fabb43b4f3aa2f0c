import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Step } from '../../scripts/lib/plan/step.ts'
import type { JournalEntry } from '../../scripts/lib/transaction/journal.ts'
import { listTransactions, runPhase, undoTransaction } from '../../scripts/lib/transaction/run.ts'
import { scratch, transactionOf } from './support/scratch.ts'
import type { Scratch } from './support/scratch.ts'
import { inEachShell, inOneShell } from './support/shells.ts'

const nothing = (): void => undefined
const fail: Step = { do: 'command', title: 'fail', script: 'echo why; exit 7', undo: 'true' }

function write(place: Scratch, path: string): Step {
  return { do: 'write', path, content: 'new\n', mode: '0644', ...place.owner }
}

inEachShell(
  test,
  'a step that fails is told with its code and output, and all before it is taken back',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await place.file('etc/one', 'old\n')
    const before = await place.tree()
    const steps = [write(place, '/etc/one'), fail, write(place, '/etc/two')]
    const entries: JournalEntry[] = []
    const result = await runPhase(place.session, transactionOf(steps), 'switch', entry => entries.push(entry))
    t.is(result.outcome, 'undone')
    t.like(result.failure, { step: 2, code: 7, title: 'command something', output: ['why'] })
    t.deepEqual(
      entries.map(({ kind }) => kind),
      [
        'run',
        'begin',
        'done',
        'begin',
        'output',
        'failed',
        'undo',
        'undoing',
        'undone',
        'undoing',
        'undone',
        'ended',
      ],
    )
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(
  test,
  'where the transaction says so, a failed step leaves the rest for the controller to decide',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const transaction = transactionOf([write(place, '/etc/one'), fail], { onFailure: 'stop' })
    const before = await place.tree()
    const result = await runPhase(place.session, transaction, 'switch', nothing)
    t.is(result.outcome, 'cut-off')
    t.is(result.state.state, 'open')
    t.is(await place.read('etc/one'), 'new\n')
    await undoTransaction(place.session, transaction.id, 'test', nothing)
    t.deepEqual(await place.tree(), before)
  },
)

const impossible: readonly [string, (place: Scratch) => Step][] = [
  ['write to a directory', place => write(place, '/etc/systemd')],
  ['write below a file', place => write(place, '/etc/file/below')],
  ['owner that does not exist', place => ({ ...write(place, '/etc/x'), group: 'no-such-group' }) as Step],
  ['setting that the kernel does not have', () => ({ do: 'sysctl', key: 'no.such.setting', value: '1' })],
  ['unit that does not exist', () => ({ do: 'unit', unit: 'nonesuch.service', action: 'start' })],
]

for (const [row, [title, step]] of impossible.entries()) {
  inOneShell(test, row, `${title}: the step fails, and nothing of it is left`, async (t, shell) => {
    const place = await scratch(t, shell)
    await place.file('etc/file', 'not a directory')
    const before = await place.tree()
    const result = await runPhase(place.session, transactionOf([step(place)]), 'switch', nothing)
    t.is(result.outcome, 'undone')
    t.is(result.failure?.step, 1)
    t.deepEqual(await place.tree(), before)
  })
}

inEachShell(
  test,
  'undo goes on past a step that it cannot take back, names it, and can be asked again',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const stubborn: Step = {
      do: 'command',
      title: 'x',
      script: 'true',
      undo: 'test -e "$REFIT_ROOT/programs/mended"',
    }
    const steps = [write(place, '/etc/one'), stubborn, write(place, '/etc/two')]
    const transaction = transactionOf(steps)
    const before = await place.tree()
    await runPhase(place.session, transaction, 'switch', nothing)
    const entries: JournalEntry[] = []
    const first = await undoTransaction(place.session, transaction.id, 'test', entry => entries.push(entry))
    t.is(first.outcome, 'undo-failed')
    t.deepEqual(
      entries.filter(({ kind }) => kind === 'undo-failed').map(entry => ('step' in entry ? entry.step : 0)),
      [2, 2],
    )
    t.deepEqual(await place.tree(), before)
    await place.file('programs/mended')
    const second = await undoTransaction(place.session, transaction.id, 'test', nothing)
    t.is(second.outcome, 'undone')
  },
)

inEachShell(
  test,
  'what undo could not do can be put right by hand, and the transaction closed',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const stubborn: Step = { do: 'command', title: 'x', script: 'true', undo: 'false' }
    const transaction = transactionOf([stubborn])
    await runPhase(place.session, transaction, 'switch', nothing)
    t.is((await place.script(transaction.id, 'accept')).code, 73)
    t.is((await place.script(transaction.id, 'undo')).code, 1)
    t.is((await listTransactions(place.session)).transactions[0]?.state, 'undo-failed')
    t.is((await place.script(transaction.id, 'accept')).code, 0)
    const listing = await listTransactions(place.session)
    t.is(listing.transactions[0]?.state, 'undone')
    t.is(listing.lock, undefined)
  },
)

inEachShell(
  test,
  'a phase that was begun is not begun again, and undone is the end of it',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const transaction = transactionOf([write(place, '/etc/one')])
    await runPhase(place.session, transaction, 'switch', nothing)
    const again = await place.script(transaction.id, 'run', 'switch')
    t.is(again.code, 73)
    t.regex(again.stderr, /phase switch .* was begun before/)
    t.is((await place.script(transaction.id, 'undo')).code, 0)
    t.is((await place.script(transaction.id, 'undo')).code, 0)
    const late = await place.script(transaction.id, 'run', 'prepare')
    t.is(late.code, 73)
    t.regex(late.stderr, /is undone/)
  },
)

inEachShell(
  test,
  'the undo script works by hand, from any directory, without the controller',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const transaction = transactionOf([write(place, '/etc/one')])
    const before = await place.tree()
    await runPhase(place.session, transaction, 'switch', nothing)
    const directory = join(place.root, 'var/lib/refit/transactions', transaction.id)
    const result = await place.session.run(`cd ${directory} && sh undo`)
    t.is(result.code, 0, result.stderr)
    t.regex(result.stdout, /is undone/)
    t.deepEqual(await place.tree(), before)
    t.false((await readdir(directory)).includes('reserve'))
  },
)
