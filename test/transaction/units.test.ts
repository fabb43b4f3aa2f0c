import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Step } from '../../scripts/lib/plan/step.ts'
import { runPhase, undoTransaction } from '../../scripts/lib/transaction/run.ts'
import { scratch, transactionOf, transactions } from './support/scratch.ts'
import type { Scratch } from './support/scratch.ts'
import { inEachShell } from './support/shells.ts'

const nothing = (): void => undefined

/** A machine with systemd, Docker running and enabled with its socket not, containerd there and kubelet running. */
async function dockerNode(t: import('ava').ExecutionContext, shell: import('./support/shells.ts').Shell) {
  const place = await scratch(t, shell)
  await mkdir(join(place.root, 'run/systemd/system'), { recursive: true })
  for (const unit of ['docker.service', 'docker.socket', 'containerd.service', 'kubelet.service']) {
    await place.file(`lib/systemd/system/${unit}`, `[Unit]\nDescription=${unit}\n`)
  }
  await place.file('etc/systemd/system/multi-user.target.wants/keep')
  for (const unit of ['docker.service', 'kubelet.service']) {
    await symlink(
      `/lib/systemd/system/${unit}`,
      join(place.root, `etc/systemd/system/multi-user.target.wants/${unit}`),
    )
    await place.session.run(`systemctl daemon-reload && systemctl start ${unit}`)
  }
  return place
}

async function running(place: Scratch): Promise<string[]> {
  const { stdout } = await place.session.run(
    'for unit in docker.service docker.socket containerd.service kubelet.service; do systemctl is-active $unit | sed "s/^/$unit /"; done',
  )
  return stdout.split('\n').flatMap(line => (line.endsWith(' active') ? [line.split(' ')[0] ?? ''] : []))
}

const unit = (action: (Step & { do: 'unit' })['action'], name: string): Step => ({
  do: 'unit',
  unit: name,
  action,
})

inEachShell(test, 'a switch of runtimes, and all units as they were after undo', async (t, shell) => {
  const place = await dockerNode(t, shell)
  const before = await place.tree()
  const steps: Step[] = [
    unit('stop', 'kubelet.service'),
    unit('disable', 'docker.service'),
    unit('stop', 'docker.service'),
    unit('mask', 'docker.socket'),
    {
      do: 'write',
      path: '/etc/systemd/system/containerd.service.d/limits.conf',
      content: 'x',
      mode: '0644',
      ...place.owner,
    },
    unit('enable', 'containerd.service'),
    unit('start', 'containerd.service'),
    unit('start', 'kubelet.service'),
  ]
  const transaction = transactionOf(steps)
  const { outcome, failure } = await runPhase(place.session, transaction, 'switch', nothing)
  t.is(outcome, 'done', JSON.stringify(failure))
  t.deepEqual(await running(place), ['containerd.service', 'kubelet.service'])
  const undone = await undoTransaction(place.session, transaction.id, 'test', nothing)
  t.is(undone.outcome, 'undone')
  t.deepEqual(await running(place), ['docker.service', 'kubelet.service'])
  t.deepEqual(await place.tree(), before)
})

inEachShell(
  test,
  'undo of enable takes away what came along, and leaves what others enabled since',
  async (t, shell) => {
    const place = await dockerNode(t, shell)
    const transaction = transactionOf([unit('disable', 'docker.service'), unit('enable', 'docker.service')])
    const before = await place.tree()
    await runPhase(place.session, transaction, 'switch', nothing)
    const wants = 'etc/systemd/system/multi-user.target.wants/containerd.service'
    await symlink('/lib/systemd/system/containerd.service', join(place.root, wants))
    t.true('etc/systemd/system/sockets.target.wants/docker.socket' in (await place.tree()))
    const undone = await undoTransaction(place.session, transaction.id, 'test', nothing)
    t.is(undone.outcome, 'undone')
    const { [wants]: kept, ...rest } = await place.tree()
    t.truthy(kept)
    // The directory that `enable` made stays: it is empty.
    delete rest['etc/systemd/system/sockets.target.wants']
    t.deepEqual(rest, before)
  },
)

inEachShell(
  test,
  'a unit that was restarted on new files is restarted again on the old ones',
  async (t, shell) => {
    const place = await dockerNode(t, shell)
    await place.file('etc/systemd/system/docker.service.d/a.conf', 'old')
    await place.session.run('systemctl daemon-reload && systemctl restart docker.service')
    const loaded = await place.read('programs/state/active.docker.service')
    const steps: Step[] = [
      {
        do: 'write',
        path: '/etc/systemd/system/docker.service.d/a.conf',
        content: 'new',
        mode: '0644',
        ...place.owner,
      },
      unit('restart', 'docker.service'),
    ]
    const transaction = transactionOf(steps)
    const { outcome, failure } = await runPhase(place.session, transaction, 'switch', nothing)
    t.is(outcome, 'done', JSON.stringify(failure))
    t.not(await place.read('programs/state/active.docker.service'), loaded)
    const undone = await undoTransaction(place.session, transaction.id, 'test', nothing)
    t.is(undone.outcome, 'undone')
    t.is(await place.read('programs/state/active.docker.service'), loaded)
  },
)

inEachShell(
  test,
  'a unit that the transaction itself made, started and restarted is gone after undo',
  async (t, shell) => {
    const place = await dockerNode(t, shell)
    const before = await place.tree()
    const transaction = transactionOf([
      { do: 'write', path: '/etc/systemd/system/own.service', content: 'x', mode: '0644', ...place.owner },
      unit('enable', 'own.service'),
      unit('start', 'own.service'),
      unit('restart', 'own.service'),
    ])
    t.is((await runPhase(place.session, transaction, 'switch', nothing)).outcome, 'done')
    t.is((await undoTransaction(place.session, transaction.id, 'test', nothing)).outcome, 'undone')
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(test, 'a unit that did not run before a restart does not run after undo', async (t, shell) => {
  const place = await dockerNode(t, shell)
  await place.session.run('systemctl daemon-reload')
  const transaction = transactionOf([unit('restart', 'containerd.service')])
  await runPhase(place.session, transaction, 'switch', nothing)
  t.true((await running(place)).includes('containerd.service'))
  t.is((await undoTransaction(place.session, transaction.id, 'test', nothing)).outcome, 'undone')
  t.false((await running(place)).includes('containerd.service'))
})

inEachShell(
  test,
  'a unit that cannot be started again makes undo say so, and the rest is taken back',
  async (t, shell) => {
    const place = await dockerNode(t, shell)
    const transaction = transactionOf([
      unit('stop', 'docker.service'),
      { do: 'write', path: '/etc/new', content: '', mode: '0644', ...place.owner },
    ])
    const before = await place.tree()
    await runPhase(place.session, transaction, 'switch', nothing)
    await place.file('programs/state/fail', 'start docker.service\n')
    const titles: string[] = []
    const first = await undoTransaction(place.session, transaction.id, 'test', entry => {
      if (entry.kind === 'undo-failed') titles.push(entry.title)
    })
    t.is(first.outcome, 'undo-failed')
    t.deepEqual(titles, ['unit something', 'unit something'])
    const { 'etc/systemd/system/multi-user.target.wants': directory } = await place.tree()
    t.truthy(directory)
    await place.file('programs/state/fail')
    t.is((await undoTransaction(place.session, transaction.id, 'test', nothing)).outcome, 'undone')
    t.deepEqual(await running(place), ['docker.service', 'kubelet.service'])
    t.deepEqual(await place.tree(), before)
  },
)

const fail: Step = { do: 'command', title: 'x', script: 'false', undo: 'true' }

/** What was running when the machine boots again in the middle of a transaction: what is enabled, on the files of now. */
async function bootAgain(place: Scratch, id: string, enabled: string[]): Promise<void> {
  await place.file(`${transactions}/${id}/boot.switch`, 'another-boot\n')
  await place.session.run(`rm -f $FAKE_STATE/active.*; systemctl daemon-reload`)
  for (const name of enabled) await place.session.run(`systemctl start ${name}`)
  const { code, stderr } = await place.script(id, 'expire')
  if (code !== 0) throw new Error(`expire ended with ${code}: ${stderr}`)
}

inEachShell(
  test,
  'a unit that booted on new files, in the middle of a switch, runs on the old ones after undo',
  async (t, shell) => {
    const place = await dockerNode(t, shell)
    const loaded = await place.read('programs/state/active.kubelet.service')
    const write: Step = {
      do: 'write',
      path: '/etc/systemd/system/kubelet.service.d/flags.conf',
      content: 'new',
      mode: '0644',
      ...place.owner,
    }
    const steps = [unit('stop', 'kubelet.service'), write, fail, unit('start', 'kubelet.service')]
    const transaction = transactionOf(steps, { onFailure: 'stop' })
    await runPhase(place.session, transaction, 'switch', nothing)
    await bootAgain(place, transaction.id, ['docker.service', 'kubelet.service'])
    t.deepEqual(await running(place), ['docker.service', 'kubelet.service'])
    t.is(await place.read('programs/state/active.kubelet.service'), loaded)
  },
)

inEachShell(
  test,
  'what boot started because a step had enabled it is stopped; what it did not start is started',
  async (t, shell) => {
    const place = await dockerNode(t, shell)
    const before = await place.tree()
    const steps = [unit('disable', 'docker.service'), unit('enable', 'containerd.service'), fail]
    const transaction = transactionOf(steps, { onFailure: 'stop' })
    await runPhase(place.session, transaction, 'switch', nothing)
    await bootAgain(place, transaction.id, ['containerd.service', 'kubelet.service'])
    t.deepEqual(await running(place), ['docker.service', 'kubelet.service'])
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(
  test,
  'undo starts a unit however often it was started just now, which systemd would refuse',
  async (t, shell) => {
    const place = await dockerNode(t, shell)
    const restart = unit('restart', 'docker.service')
    const transaction = transactionOf([unit('stop', 'docker.service'), restart, restart, restart, restart])
    t.is((await runPhase(place.session, transaction, 'switch', nothing)).outcome, 'done')
    await place.session.run('for n in 1 2 3; do systemctl restart docker.service; done')
    const undone = await undoTransaction(place.session, transaction.id, 'test', nothing)
    t.is(undone.outcome, 'undone')
    t.deepEqual(await running(place), ['docker.service', 'kubelet.service'])
  },
)

inEachShell(test, 'what the restart of another unit took along runs again after undo', async (t, shell) => {
  const { place, id } = await takenAlong(t, shell)
  t.is((await undoTransaction(place.session, id, 'test', nothing)).outcome, 'undone')
  t.deepEqual(await running(place), ['docker.service', 'containerd.service', 'kubelet.service'])
})

inEachShell(test, 'where it does not start again, the next undo still knows of it', async (t, shell) => {
  const { place, id } = await takenAlong(t, shell)
  await place.file('programs/state/then-fails.containerd.service', 'start docker.service\n')
  t.is((await undoTransaction(place.session, id, 'test', nothing)).outcome, 'undo-failed')
  await place.session.run('rm "$FAKE_STATE/then-fails.containerd.service"')
  await place.file('programs/state/fail', '')
  t.is((await undoTransaction(place.session, id, 'test', nothing)).outcome, 'undone')
  t.deepEqual(await running(place), ['docker.service', 'containerd.service', 'kubelet.service'])
})

/** A switch that is about to be undone, where a restart of containerd stops Docker, which runs by then. */
async function takenAlong(t: import('ava').ExecutionContext, shell: import('./support/shells.ts').Shell) {
  const place = await dockerNode(t, shell)
  await place.session.run('systemctl start containerd.service')
  const write: Step = {
    do: 'write',
    path: '/etc/containerd.toml',
    content: 'x',
    mode: '0644',
    ...place.owner,
  }
  const restart = unit('restart', 'containerd.service')
  const transaction = transactionOf([unit('stop', 'docker.service'), write, restart])
  await runPhase(place.session, transaction, 'switch', nothing)
  // Undo starts Docker as the undo of its step; then it is stopped again by the restart.
  await place.file('programs/state/takes-along.containerd.service', 'docker.service\n')
  return { place, id: transaction.id }
}
