import test from 'ava'
import type { Step } from '../../scripts/lib/plan/step.ts'
import { runPhase, undoTransaction } from '../../scripts/lib/transaction/run.ts'
import { scratch, transactionOf } from './support/scratch.ts'
import { inEachShell, skip } from './support/shells.ts'

const nothing = (): void => undefined

const reason = 'this shell runs its own dpkg and modprobe whatever the PATH says, on the real machine'

interface Case {
  title: string
  steps: Step[]
  after: string[]
}

const installed = ['docker.io 20.10', 'libstdc++6 12.2', 'runc 1.0']

const cases: Case[] = [
  {
    title: 'what is installed is removed again',
    steps: [{ do: 'package', name: 'crictl', state: 'present' }],
    after: ['crictl 2.0', ...installed],
  },
  {
    title: 'what is upgraded gets its version back',
    steps: [{ do: 'package', name: 'runc', version: '1.1.15', state: 'present' }],
    after: ['docker.io 20.10', 'libstdc++6 12.2', 'runc 1.1.15'],
  },
  {
    title: 'what is removed is installed again in its version',
    steps: [
      { do: 'package', name: 'runc', state: 'absent' },
      { do: 'package', name: 'libstdc++6', state: 'absent' },
    ],
    after: ['docker.io 20.10'],
  },
  {
    title: 'what came along goes along',
    steps: [
      { do: 'package', name: 'runc', state: 'absent' },
      { do: 'package', name: 'containerd', state: 'present' },
    ],
    after: ['containerd 2.0', 'docker.io 20.10', 'libstdc++6 12.2', 'runc 1.1'],
  },
]

for (const { title, steps, after } of cases) {
  inEachShell(test, title, async (t, shell) => {
    if (shell.name.startsWith('busybox')) return skip(t, reason)
    const place = await scratch(t, shell)
    await place.file('programs/state/packages', `${installed.join('\n')}\n`)
    const packages = async () => (await place.read('programs/state/packages')).trim().split('\n').toSorted()
    const transaction = transactionOf(steps)
    const result = await runPhase(place.session, transaction, 'switch', nothing)
    t.is(result.outcome, 'done', JSON.stringify(result.failure))
    t.deepEqual(await packages(), after)
    // What others install since is theirs.
    await place.file('programs/state/packages', `${(await packages()).join('\n')}\nvim 9.0\n`)
    const undone = await undoTransaction(place.session, transaction.id, 'test', nothing)
    t.is(undone.outcome, 'undone')
    t.deepEqual(await packages(), [...installed, 'vim 9.0'])
  })
}

inEachShell(test, 'a package that there is not fails the step', async (t, shell) => {
  if (shell.name.startsWith('busybox')) return skip(t, reason)
  const place = await scratch(t, shell)
  await place.file('programs/state/packages', `${installed.join('\n')}\n`)
  const step: Step = { do: 'package', name: 'nonesuch', state: 'present' }
  const result = await runPhase(place.session, transactionOf([step]), 'switch', nothing)
  t.is(result.outcome, 'undone')
  t.deepEqual(result.failure?.output, ['E: Unable to locate package nonesuch'])
  t.is(await place.read('programs/state/packages'), `${installed.join('\n')}\n`)
})

inEachShell(test, 'a module is loaded, and unloaded if it was not there before', async (t, shell) => {
  if (shell.name.startsWith('busybox')) return skip(t, reason)
  const place = await scratch(t, shell)
  await place.file('sys/module/overlay/refcnt')
  const steps: Step[] = [
    { do: 'module', name: 'overlay' },
    { do: 'module', name: 'br-netfilter' },
  ]
  const before = await place.tree()
  const transaction = transactionOf(steps)
  await runPhase(place.session, transaction, 'switch', nothing)
  t.true('sys/module/br_netfilter' in (await place.tree()))
  t.is((await undoTransaction(place.session, transaction.id, 'test', nothing)).outcome, 'undone')
  t.deepEqual(await place.calls(), ['modprobe br-netfilter', 'modprobe -r br-netfilter'])
  t.deepEqual(await place.tree(), before)
})
