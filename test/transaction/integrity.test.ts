import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Step } from '../../scripts/lib/plan/step.ts'
import { bundle } from '../../scripts/lib/transaction/bundle.ts'
import { installAndRun } from '../../scripts/lib/transaction/commands.ts'
import { listTransactions, runPhase, undoTransaction } from '../../scripts/lib/transaction/run.ts'
import { scratch, transactionOf, transactions } from './support/scratch.ts'
import type { Scratch } from './support/scratch.ts'
import { inEachShell, inOneShell } from './support/shells.ts'

const nothing = (): void => undefined

function stepsOf(place: Scratch): Step[] {
  return [
    { do: 'write', path: '/etc/one', content: 'new\n', mode: '0644', ...place.owner },
    { do: 'command', title: 'x', script: 'echo done\n', undo: 'echo undone\n' },
  ]
}

/** A transaction with its prepare done, so that the bundle is on the machine, and one step of the switch to come. */
async function prepared(place: Scratch) {
  const [first, second] = stepsOf(place)
  if (first === undefined || second === undefined) throw new Error('no steps')
  const transaction = transactionOf([{ phase: 'prepare', step: second }, first])
  await runPhase(place.session, transaction, 'prepare', nothing)
  return { transaction, at: (file: string) => join(place.root, transactions, transaction.id, file) }
}

const damages: readonly [string, (at: (file: string) => string) => Promise<void>][] = [
  ['a manifest with another path', at => replace(at('manifest'), '/etc/one', '/etc/two')],
  [
    'a manifest that lost its end',
    async at => truncate(at('manifest'), (await readFile(at('manifest'))).length - 5),
  ],
  [
    'a manifest that was cut off in the name of a phase',
    async at => truncate(at('manifest'), (await readFile(at('manifest'), 'utf8')).indexOf('\tswitch') + 4),
  ],
  ['a manifest that lost its half', async at => truncate(at('manifest'), 100)],
  ['an empty manifest', at => truncate(at('manifest'))],
  ['a file with one more byte', at => appendFile(at('files/2'), 'x')],
  ['an empty file', at => truncate(at('files/2'))],
  ['a command that was altered', at => replace(at('files/1.sh'), 'done', 'evil')],
  ['a script that was altered', at => replace(at('transaction.sh'), 'umask 077', 'umask 000')],
  ['a script that lost its half', at => truncate(at('transaction.sh'), 9000)],
  ['an empty script', at => truncate(at('transaction.sh'))],
  ['a script that is gone', at => rm(at('transaction.sh'))],
  [
    'a list of checksums that lost a line',
    async at => {
      const lines = (await readFile(at('checksums'), 'utf8')).split('\n')
      await writeFile(at('checksums'), lines.filter(line => !line.endsWith('files/2')).join('\n'))
    },
  ],
  ['an empty list of checksums', at => truncate(at('checksums'))],
]

async function replace(path: string, before: string, after: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  if (!text.includes(before)) throw new Error(`${path} has no ${before}`)
  await writeFile(path, text.replace(before, after))
}

for (const [row, [title, damage]] of damages.entries()) {
  inOneShell(test, row, `${title} is refused and not run, and can still be undone`, async (t, shell) => {
    const place = await scratch(t, shell)
    const { transaction, at } = await prepared(place)
    const before = await place.tree()
    await damage(at)
    await t.throwsAsync(runPhase(place.session, transaction, 'switch', nothing), {
      name: 'HostRefusal',
      message: /is not as it was sent: nothing was run/,
    })
    // The script holds the bundle to its checksums by itself, too, where it is there to do so.
    if (!title.includes('script')) t.is((await place.script(transaction.id, 'run', 'switch')).code, 65)
    t.deepEqual(await place.tree(), before)
    t.true((await listTransactions(place.session)).transactions[0]?.altered)
    t.is((await undoTransaction(place.session, transaction.id, 'test', nothing)).outcome, 'undone')
  })
}

inEachShell(test, 'undo by hand does not run a script that was altered, but its copy', async (t, shell) => {
  const place = await scratch(t, shell)
  const before = await place.tree()
  const transaction = transactionOf(stepsOf(place))
  await runPhase(place.session, transaction, 'switch', nothing)
  const at = (file: string) => join(place.root, transactions, transaction.id, file)
  await writeFile(at('transaction.sh'), 'touch "$REFIT_ROOT/etc/evil"\n')
  const undone = await place.session.run(`sh ${at('undo')}`)
  t.is(undone.code, 0, undone.stderr)
  t.deepEqual(await place.tree(), before)
})

inEachShell(
  test,
  'with no script as it was sent nothing is run, and the transaction is still seen',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const transaction = transactionOf(stepsOf(place))
    await runPhase(place.session, transaction, 'switch', nothing)
    const at = (file: string) => join(place.root, transactions, transaction.id, file)
    const changed = await place.tree()
    await truncate(at('transaction.sh'), 9000)
    await appendFile(at('spare.sh'), 'touch "$REFIT_ROOT/etc/evil"\n')
    const [state] = (await listTransactions(place.session)).transactions
    t.like(state, { id: transaction.id, altered: true, state: 'open' })
    const refused = { name: 'HostRefusal', message: /neither transaction.sh nor spare.sh/ }
    await t.throwsAsync(undoTransaction(place.session, transaction.id, 'test', nothing), refused)
    t.is((await place.session.run(`sh ${at('undo')}`)).code, 65)
    t.deepEqual(await place.tree(), changed)
  },
)

inEachShell(test, 'a bundle that was cut off on its way is refused', async (t, shell) => {
  const place = await scratch(t, shell)
  const transaction = transactionOf(stepsOf(place))
  const { id, tar } = bundle(transaction, await readFile('scripts/node/transaction.sh', 'utf8'))
  const controller = await readFile('scripts/node/controller.sh', 'utf8')
  const call = installAndRun(id, 'switch', { run: 'r', owner: 'o', from: 'f' })
  for (const length of [0, 512, 5000, tar.length - 3000]) {
    const result = await place.session.run(`${controller}\n${call}\n`, { input: tar.subarray(0, length) })
    t.true(
      result.code === 65 || result.code === 66 || result.code === 69,
      `${length}: ${result.code} ${result.stderr}`,
    )
    await place.session.run(`rm -rf ${join(place.root, transactions)}`)
  }
  t.false('etc/one' in (await place.tree()))
})

inEachShell(
  test,
  'what was kept for the undo and is not as it was is not used, and is named',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await place.file('etc/one', 'old\n')
    await place.file('etc/other', 'old\n')
    const transaction = transactionOf([
      { do: 'write', path: '/etc/other', content: 'new\n', mode: '0644', ...place.owner },
      ...stepsOf(place),
    ])
    await runPhase(place.session, transaction, 'switch', nothing)
    await appendFile(join(place.root, transactions, transaction.id, 'backup/2/copy'), 'altered')
    const said: string[] = []
    const undone = await undoTransaction(place.session, transaction.id, 'test', entry => {
      if (entry.kind === 'output') said.push(entry.text)
    })
    t.is(undone.outcome, 'undo-failed')
    t.regex(said.join('\n'), /backup\/2 is not as it was/)
    t.is(await place.read('etc/one'), 'new\n')
    t.is(await place.read('etc/other'), 'old\n')
  },
)

inEachShell(
  test,
  'undo needs nothing of the journal: it may be cut off, damaged or gone',
  async (t, shell) => {
    for (const damage of ['half', 'garbage', 'gone']) {
      const place = await scratch(t, shell)
      await place.file('etc/one', 'old\n')
      const before = await place.tree()
      const transaction = transactionOf(stepsOf(place))
      await runPhase(place.session, transaction, 'switch', nothing)
      const journal = join(place.root, transactions, transaction.id, 'journal')
      if (damage === 'half') await truncate(journal, 50)
      if (damage === 'garbage') await writeFile(journal, '2026-11-21T15:30:00Z\tundone\t1\n\0\0\0\xff\tdone')
      if (damage === 'gone') await truncate(journal)
      const undone = await place.script(transaction.id, 'undo')
      t.is(undone.code, 0, undone.stderr)
      t.deepEqual(await place.tree(), before, damage)
    }
  },
)
