import test from 'ava'
import { inDocker, nodesOf, readyWorkloads, settled } from './support/cluster.ts'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'
import { difference, setupOf } from './support/snapshot.ts'

// What people run today: Kubernetes 1.34 on the real cri-dockerd, the control plane too.

let lab: TestLab
let pods: string[]
let setup: string[]

test.before('a cluster on cri-dockerd, with work to do', async () => {
  await refit('scripts/lab.mjs', ['down', '--name', 'test-modern'])
  lab = await useLab('modern')
  await lab.applyWorkload()
  pods = await readyWorkloads(lab)
  setup = await setupOf(lab, 'n2')
})

test.after.always('no lab is left behind', async () => {
  await lab.down()
})

test('both nodes go from cri-dockerd to containerd, with every pod', async t => {
  const { code, all } = await refit('scripts/migrate.mjs', ['-i', lab.inventory, '--yes', '--verbose'])
  t.is(code, 0, all)
  t.deepEqual(await nodesOf(lab), [
    'n1 Ready schedulable containerd://1.7.24',
    'n2 Ready schedulable containerd://1.7.24',
  ])
  t.deepEqual(await settled(lab, pods), pods)
  for (const node of ['n1', 'n2']) {
    t.is(await inDocker(lab, node), 0)
    const endpoints = await lab.onNode(node, 'grep -h containerRuntimeEndpoint /var/lib/kubelet/*config.yaml')
    const wanted = 'containerRuntimeEndpoint: unix:///run/containerd/containerd.sock'
    t.deepEqual(endpoints.trim().split('\n'), [wanted, wanted])
  }
})

test('a migrated cluster has nothing left to migrate', async t => {
  const { code, stdout } = await refit('scripts/migrate.mjs', [
    '-i',
    lab.inventory,
    '--dry-run',
    '--detailed-exitcode',
  ])
  t.is(code, 0)
  t.is(stdout.trim(), 'No changes. Every node is as it should be.')
})

test('rollback takes a node back to cri-dockerd, its files as they were', async t => {
  const { code, all } = await refit('scripts/rollback.mjs', ['-i', lab.inventory, '--limit', 'n2', '--yes'])
  t.is(code, 0, all)
  t.deepEqual(await nodesOf(lab), [
    'n1 Ready schedulable containerd://1.7.24',
    'n2 Ready schedulable docker://26.1.5',
  ])
  t.deepEqual(difference(setup, await setupOf(lab, 'n2')), [])
  t.deepEqual(await settled(lab, pods), pods)
})
