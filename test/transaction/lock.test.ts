import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import type { Step } from '../../scripts/lib/plan/step.ts'
import {
  confirmTransaction,
  listTransactions,
  lockHost,
  pruneTransactions,
  runPhase,
  undoTransaction,
  unlockHost,
} from '../../scripts/lib/transaction/run.ts'
import { scratch, transactionOf } from './support/scratch.ts'
import type { Scratch } from './support/scratch.ts'
import { inEachShell } from './support/shells.ts'

const nothing = (): void => undefined
const alice = { run: 'run-of-alice', owner: 'alice', from: 'her-laptop' }
const bob = { run: 'run-of-bob', owner: 'bob', from: 'his-desk' }
const step: Step = { do: 'command', title: 'x', script: 'true', undo: 'true' }

/** Writes the lock of alice as if a process of this machine held it for her connection. */
async function heldBy(
  place: Scratch,
  pid: number,
  changes: { boot?: string; ticks?: string } = {},
): Promise<void> {
  const boot = changes.boot ?? (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const ticks = changes.ticks ?? stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const fields = [alice.run, alice.owner, alice.from, '2026-11-21T15:30:00Z', '-', boot, pid, ticks]
  await place.file('var/lib/refit/lock', `${fields.join('\t')}\n`)
}

/** Locks it; gives what the machine says about that. */
async function lockSaying(place: Scratch, lock: typeof alice): Promise<string[]> {
  const said: string[] = []
  await lockHost(place.session, lock, sentence => said.push(sentence))
  return said
}

async function refused(t: ExecutionContext, act: Promise<unknown>, message: RegExp): Promise<void> {
  await t.throwsAsync(act, { name: 'HostRefusal', message })
}

inEachShell(
  test,
  'a second run is refused with the name of the first, whose own run may ask again',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await heldBy(place, process.pid)
    await refused(
      t,
      lockHost(place.session, bob, nothing),
      /^n1: this machine is locked by alice on her-laptop, run run-of-alice, since 2026/,
    )
    t.deepEqual(await lockSaying(place, alice), [])
    const { lock } = await listTransactions(place.session)
    t.like(lock, alice)
    await unlockHost(place.session, bob.run)
    t.like((await listTransactions(place.session)).lock, alice)
    await unlockHost(place.session, alice.run)
    t.is((await listTransactions(place.session)).lock, undefined)
  },
)

inEachShell(test, 'a stale lock is taken over, and said how it was', async (t, shell) => {
  const place = await scratch(t, shell)
  const gone = spawn('true')
  await new Promise(resolve => gone.on('close', resolve))
  await heldBy(place, gone.pid ?? 0, { ticks: '1' })
  t.regex(
    (await lockSaying(place, bob)).join(),
    /took over the stale lock of alice .* its connection is gone/,
  )
  await heldBy(place, process.pid, { boot: 'another' })
  t.regex((await lockSaying(place, bob)).join(), /took over the stale lock of alice .* was restarted since/)
  await heldBy(place, process.pid, { ticks: '1' })
  t.regex((await lockSaying(place, bob)).join(), /its connection is gone/, 'a process id that is used again')
})

inEachShell(test, 'a lock is broken only when asked for', async (t, shell) => {
  const place = await scratch(t, shell)
  await heldBy(place, process.pid)
  const transaction = transactionOf([step], bob)
  await refused(t, runPhase(place.session, transaction, 'switch', nothing), /locked by alice/)
  t.deepEqual((await listTransactions(place.session)).transactions, [])
  const said: string[] = []
  const result = await runPhase(place.session, transaction, 'switch', nothing, {
    breakLock: true,
    onRemark: sentence => said.push(sentence),
  })
  t.is(result.outcome, 'done')
  t.regex(said.join(), /^broke the lock of alice on her-laptop, run run-of-alice, since .*Z\.$/u)
})

inEachShell(
  test,
  'an open transaction of another run stops a new one, even where its lock is stale or broken',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const first = transactionOf([step], { ...alice, id: '20261121T150000Z-aaaaaa' })
    const second = transactionOf([step], { ...bob, id: '20261121T160000Z-bbbbbb' })
    await runPhase(place.session, first, 'switch', nothing)
    for (const breakLock of [false, true]) {
      await refused(
        t,
        runPhase(place.session, second, 'switch', nothing, { breakLock }),
        /an open transaction is on this machine: 20261121T150000Z-aaaaaa, run run-of-alice of alice, open/,
      )
    }
    await confirmTransaction(place.session, first.id)
    t.is((await listTransactions(place.session)).lock, undefined, 'confirm ends the lock')
    t.is((await runPhase(place.session, second, 'switch', nothing)).outcome, 'done')
    await undoTransaction(place.session, second.id, 'test', nothing)
    t.is((await listTransactions(place.session)).lock, undefined, 'undo ends the lock')
  },
)

inEachShell(test, 'the last confirmed transaction is kept, however old it is', async (t, shell) => {
  const place = await scratch(t, shell)
  const ids = ['20261121T100000Z-aaaaaa', '20261121T110000Z-bbbbbb', '20261121T120000Z-cccccc'] as const
  for (const id of ids) {
    await runPhase(place.session, transactionOf([step], { id }), 'switch', nothing)
    if (id === ids[0]) await confirmTransaction(place.session, id)
    else await undoTransaction(place.session, id, 'a test', nothing)
  }
  t.deepEqual(await pruneTransactions(place.session, 1), [ids[1]])
})

inEachShell(test, 'the newest closed transactions are kept, and an open one always', async (t, shell) => {
  const place = await scratch(t, shell)
  const ids = [
    '20261121T100000Z-aaaaaa',
    '20261121T110000Z-bbbbbb',
    '20261121T120000Z-cccccc',
    '20261121T130000Z-dddddd',
  ]
  for (const id of ids) {
    await runPhase(place.session, transactionOf([step], { id }), 'switch', nothing)
    if (id !== ids[0]) await confirmTransaction(place.session, id)
  }
  t.deepEqual(await pruneTransactions(place.session, 2), [ids[1]])
  const { transactions } = await listTransactions(place.session)
  t.deepEqual(
    transactions.map(({ id, state }) => `${id} ${state}`),
    [`${ids[0]} open`, `${ids[2]} confirmed`, `${ids[3]} confirmed`],
  )
})
