import { access, mkdir, readFile, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import type { Step } from '../../scripts/lib/plan/step.ts'
import {
  confirmTransaction,
  extendTransaction,
  listTransactions,
  resumeFollow,
  runPhase,
  undoTransaction,
} from '../../scripts/lib/transaction/run.ts'
import { finished, scratch, transactionOf, transactions } from './support/scratch.ts'
import { inEachShell } from './support/shells.ts'
import type { Shell } from './support/shells.ts'

const nothing = (): void => undefined

async function machine(t: ExecutionContext, shell: Shell) {
  const place = await scratch(t, shell)
  await mkdir(join(place.root, 'run/systemd/system'), { recursive: true })
  await mkdir(join(place.root, 'etc/systemd/system/multi-user.target.wants'))
  const step: Step = { do: 'write', path: '/etc/one', content: 'new\n', mode: '0644', ...place.owner }
  const transaction = transactionOf([step], { confirmWithin: 300 })
  return { place, transaction, before: await place.tree() }
}

inEachShell(
  test,
  'a switch is armed before its first change, and disarmed without a trace when it is confirmed',
  async (t, shell) => {
    const { place, transaction, before } = await machine(t, shell)
    const kinds: string[] = []
    await runPhase(place.session, transaction, 'switch', ({ kind }) => kinds.push(kind))
    t.deepEqual(kinds, ['run', 'armed', 'begin', 'done', 'end'])
    const timer = `run/systemd/system/refit-undo-${transaction.id}.timer`
    t.is(await place.read(timer), '[Timer]\nOnActiveSec=300\nAccuracySec=1s\n')
    const service = await place.read(`etc/systemd/system/refit-undo-${transaction.id}.service`)
    t.true(
      service.includes(`ExecStart=/bin/sh ${join(place.root, transactions, transaction.id)}/undo expire`),
    )
    t.is((await listTransactions(place.session)).transactions[0]?.state, 'open')
    await extendTransaction(place.session, transaction.id, 900.5)
    t.true((await place.read(timer)).includes('OnActiveSec=901'))
    await confirmTransaction(place.session, transaction.id)
    await confirmTransaction(place.session, transaction.id)
    const { 'etc/one': file, ...rest } = await place.tree()
    t.truthy(file)
    t.deepEqual(rest, before)
    const [state] = (await listTransactions(place.session)).transactions
    t.is(state?.state, 'confirmed')
    t.is(state?.armedUntil, undefined)
  },
)

inEachShell(
  test,
  'what stands by for the next boot and cannot be taken away is no undo that is done, until it can',
  async (t, shell) => {
    const { place, transaction, before } = await machine(t, shell)
    await runPhase(place.session, transaction, 'switch', nothing)
    const service = join(place.root, `etc/systemd/system/refit-undo-${transaction.id}.service`)
    // As on a file system that has become read-only, `rm -f` fails.
    await rm(service)
    await mkdir(service)
    const said: string[] = []
    const undone = await undoTransaction(place.session, transaction.id, 'test', entry => {
      if (entry.kind === 'output') said.push(entry.text)
    })
    t.is(undone.outcome, 'undo-failed')
    t.regex(said.join('\n'), /refit-undo-\S+\.service/)
    await rmdir(service)
    t.is((await undoTransaction(place.session, transaction.id, 'test', nothing)).outcome, 'undone')
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(
  test,
  'what stands by and cannot be taken away does not make it less confirmed: it is said, with what to run',
  async (t, shell) => {
    const { place, transaction } = await machine(t, shell)
    await runPhase(place.session, transaction, 'switch', nothing)
    const service = join(place.root, `etc/systemd/system/refit-undo-${transaction.id}.service`)
    await rm(service)
    await mkdir(service)
    const said: string[] = []
    await confirmTransaction(place.session, transaction.id, sentence => said.push(sentence))
    t.regex(said.join(), /service could not be removed: it goes at the next boot, or with sh \S+ confirm\.$/u)
    t.is((await listTransactions(place.session)).transactions[0]?.state, 'confirmed')
    await rmdir(service)
    t.is((await place.script(transaction.id, 'confirm')).code, 0)
    t.deepEqual(await readdir(join(place.root, 'etc/systemd/system/multi-user.target.wants')), [])
  },
)

inEachShell(test, 'what nobody confirms in time is taken back', async (t, shell) => {
  const { place, transaction, before } = await machine(t, shell)
  await runPhase(place.session, transaction, 'switch', nothing)
  t.is((await place.script(transaction.id, 'expire')).code, 0)
  const reasons: string[] = []
  const { outcome } = await resumeFollow(place.session, transaction.id, entry => {
    if (entry.kind === 'undo') reasons.push(entry.reason)
  })
  t.is(outcome, 'undone')
  t.deepEqual(reasons, ['it was not confirmed in time'])
  t.deepEqual(await place.tree(), before)
  await t.throwsAsync(confirmTransaction(place.session, transaction.id), { message: /is undone/ })
  await t.throwsAsync(extendTransaction(place.session, transaction.id, 10), { message: /is undone/ })
})

inEachShell(test, 'after a restart of the machine an open switch is taken back at once', async (t, shell) => {
  const { place, transaction, before } = await machine(t, shell)
  await runPhase(place.session, transaction, 'switch', nothing)
  await place.file(`${transactions}/${transaction.id}/boot.switch`, 'another-boot\n')
  await place.script(transaction.id, 'expire')
  const journal = await place.read(`${transactions}/${transaction.id}/journal`)
  t.regex(journal, /\tundo\tthe machine was restarted before it was confirmed\n/)
  t.deepEqual(await place.tree(), before)
})

inEachShell(
  test,
  'a confirmed transaction is never taken back by the switch, only when asked for by name',
  async (t, shell) => {
    const { place, transaction, before } = await machine(t, shell)
    await runPhase(place.session, transaction, 'switch', nothing)
    await confirmTransaction(place.session, transaction.id)
    t.is((await place.script(transaction.id, 'expire')).code, 0)
    t.is(await place.read('etc/one'), 'new\n')
    await t.throwsAsync(undoTransaction(place.session, transaction.id, 'oops', nothing), {
      message: /is confirmed/,
    })
    t.is(await place.read('etc/one'), 'new\n')
    const undone = await undoTransaction(place.session, transaction.id, 'asked', nothing, { confirmed: true })
    t.is(undone.outcome, 'undone')
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(
  test,
  'confirm and expiry at the same moment: one wins, and the other obeys',
  async (t, shell) => {
    const { place, transaction, before } = await machine(t, shell)
    await runPhase(place.session, transaction, 'switch', nothing)
    const [confirm, expire] = await Promise.all([
      place.script(transaction.id, 'confirm'),
      place.script(transaction.id, 'expire'),
    ])
    const [state] = (await listTransactions(place.session)).transactions
    if (state?.state === 'confirmed') t.is(confirm.code, 0)
    else t.deepEqual([state?.state, confirm.code, expire.code], ['undone', 73, 0])
    const { 'etc/one': file, ...rest } = await place.tree()
    t.is(file === undefined, state?.state === 'undone')
    t.deepEqual(rest, before)
  },
)

inEachShell(
  test,
  'where systemd does not run, a switch with a time limit is refused before it changes anything',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const step: Step = { do: 'write', path: '/etc/one', content: 'new\n', mode: '0644', ...place.owner }
    const before = await place.tree()
    const transaction = transactionOf([step], { confirmWithin: 300 })
    const result = await runPhase(place.session, transaction, 'switch', nothing)
    t.is(result.outcome, 'undone')
    t.like(result.failure, { step: 0, code: 69, title: "arm the dead man's switch" })
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(test, 'what is not done cannot be confirmed', async (t, shell) => {
  const { place, transaction } = await machine(t, shell)
  const [first] = transaction.steps
  if (first === undefined) throw new Error('no step')
  const half = { ...transaction, steps: [{ ...first, phase: 'prepare' as const }, first] }
  await runPhase(place.session, half, 'prepare', nothing)
  await t.throwsAsync(confirmTransaction(place.session, half.id), {
    message: /switch .* is not done: waiting/,
  })
})

inEachShell(test, 'undo stops a run that hangs, with all that it started', async (t, shell) => {
  const { place, transaction, before } = await machine(t, shell)
  const marker = join(place.root, 'programs/hangs')
  const hang: Step = {
    do: 'command',
    title: 'hang',
    script: `echo $$ >${marker}; trap '' TERM; sleep 600 & wait; sleep 600`,
    undo: 'true',
  }
  const hanging = transactionOf([...transaction.steps.map(({ step }) => step), hang], { confirmWithin: 300 })
  const following = runPhase(place.session, hanging, 'switch', nothing)
  while (!(await exists(marker))) await new Promise(resolve => setTimeout(resolve, 50))
  await t.throwsAsync(confirmTransaction(place.session, hanging.id), { message: /is being worked on/ })
  const [undone, followed] = await Promise.all([
    undoTransaction(place.session, hanging.id, 'it hangs', nothing),
    following,
  ])
  t.is(undone.outcome, 'undone')
  t.is(followed.outcome, 'undone')
  t.deepEqual(await place.tree(), before)
  const pid = (await readFile(marker, 'utf8')).trim()
  // A process that has ended may wait for its parent; it has no command line any more.
  t.is(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''), '')
})

inEachShell(test, 'an undo that is going on is followed to its end, not begun again', async (t, shell) => {
  const { place, transaction, before } = await machine(t, shell)
  const go = join(place.root, 'programs/go')
  const slow: Step = {
    do: 'command',
    title: 'x',
    script: 'true',
    undo: `until [ -e ${go} ]; do sleep 0.1; done`,
  }
  const steps = [...transaction.steps.map(({ step }) => step), slow]
  await runPhase(place.session, transactionOf(steps, { confirmWithin: 300 }), 'switch', nothing)
  const begun = Promise.withResolvers<void>()
  const first = undoTransaction(place.session, transaction.id, 'first', entry => {
    if (entry.kind === 'undoing') begun.resolve()
  })
  await begun.promise
  const reasons: string[] = []
  const second = undoTransaction(place.session, transaction.id, 'second', entry => {
    if (entry.kind === 'undo') reasons.push(entry.reason)
  })
  await place.file('programs/go')
  t.deepEqual([(await first).outcome, (await second).outcome], ['undone', 'undone'])
  t.deepEqual(reasons, [])
  t.deepEqual(await place.tree(), before)
})

inEachShell(test, 'two undos at the same time do the work once', async (t, shell) => {
  const { place, transaction, before } = await machine(t, shell)
  await runPhase(place.session, transaction, 'switch', nothing)
  const both = await Promise.all([1, 2].map(() => finished(place.spawnScript(transaction.id, 'undo'))))
  t.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  )
  const journal = await place.read(`${transactions}/${transaction.id}/journal`)
  t.is(journal.match(/\tundo\t/g)?.length, 1)
  t.deepEqual(await place.tree(), before)
})

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
