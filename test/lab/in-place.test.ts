import test from 'ava'
import { nodesOf, readyWorkloads, settled } from './support/cluster.ts'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'
import { difference, setupOf } from './support/snapshot.ts'
import { until } from './support/until.ts'

// What every cluster on containerd 1.x needs before Kubernetes 1.36: containerd 2.x, under the pods that run.

let lab: TestLab
let pods: string[]
let setup: string[]
let before: string[]

const worker = ['--limit', 'n2', '--yes', '--verbose']

test.before('a worker on containerd 1.7, with work to do', async () => {
  await refit('scripts/lab.mjs', ['down', '--name', 'test-in-place'])
  lab = await useLab('modern', { name: 'test-in-place', extras: ['containerd-2.4'] })
  await lab.applyWorkload()
  const { code, all } = await refit('scripts/migrate.mjs', ['-i', lab.inventory, ...worker])
  if (code !== 0) throw new Error(all)
  pods = await readyWorkloads(lab)
  setup = await setupOf(lab, 'n2')
  before = await containers()
})

test.after.always('no lab is left behind', async () => {
  await lab.down()
})

test.serial('containerd 1.7 becomes 2.4 under its containers: none of them is another one', async t => {
  const words = ['-i', lab.inventory, '--to', 'containerd@2.4', ...worker]
  const { code, all } = await refit('scripts/migrate.mjs', words)
  t.is(code, 0, all)
  t.regex(await reported(/containerd:\/\/2\.4\./u), /^n2 Ready schedulable containerd:\/\/2\.4\./u)
  t.true(before.length > 3)
  t.deepEqual(await containers(), before)
  t.notRegex(all, /evict/u)
  const told = await lab.onNode('n2', '/opt/refit/containerd-2.4.2/bin/containerd config dump')
  t.regex(told, /^version = 4$/mu)
  t.regex(told, /\.pinned_images\]\n\s*sandbox = 'registry\.k8s\.io\/pause:/u)
})

test.serial('it is what was asked for then', async t => {
  const words = ['-i', lab.inventory, '--limit', 'n2', '--to', 'containerd@2.4', '--dry-run']
  const { stdout } = await refit('scripts/migrate.mjs', words)
  t.is(stdout.trim(), 'No changes. Every node is as it should be.')
})

test.serial('rollback says which pod restarts, and no other does', async t => {
  await lab.kubectl('delete', 'pod', '--selector', 'app=agent', '--field-selector', 'spec.nodeName=n2')
  t.deepEqual(await settled(lab, pods), pods)
  const { code, all } = await refit('scripts/rollback.mjs', ['-i', lab.inventory, ...worker])
  t.is(code, 0, all)
  t.regex(all.replaceAll(/\s+/gu, ' '), /restart once: default\/agent-\w+\. The others run on/u)
  t.regex(await reported(/containerd:\/\/1\.7\./u), /^n2 Ready schedulable containerd:\/\/1\.7\./u)
  t.deepEqual(await settled(lab, pods), pods)
  const now = await containers()
  t.deepEqual(
    before.filter(line => !now.includes(line)).map(line => line.split(' ')[0]),
    ['agent', 'agent'],
  )
  t.deepEqual(difference(setup, await setupOf(lab, 'n2')), [])
})

/** What n2 reports. Both versions are containerd, so refit does not wait until kubelet has told of the other one. */
async function reported(wanted: RegExp): Promise<string> {
  const line = async () => (await nodesOf(lab)).find(node => node.startsWith('n2 ')) ?? ''
  return until(line, found => wanted.test(found), 60)
}

/** The containers that run on n2, sandboxes among them, with their processes: "web 4c29… 21928". */
async function containers(): Promise<string[]> {
  // A smoke pod has been deleted when the run ends; kubelet may need a moment more to end it.
  return until(runningContainers, running => !running.some(line => line.startsWith('refit ')), 60)
}

async function runningContainers(): Promise<string[]> {
  const names = await lab.onNode(
    'n2',
    `for id in $(ctr -n k8s.io tasks ls -q); do
  name=$(ctr -n k8s.io containers info "$id" | sed -n 's/.*"io.kubernetes.pod.name": "\\([a-z]*\\).*/\\1/p' | head -n 1)
  echo "$name $(ctr -n k8s.io tasks ls | grep "^$id ")"
done`,
  )
  return names
    .split('\n')
    .filter(line => line.endsWith('RUNNING'))
    .map(line => line.split(/\s+/u).slice(0, 3).join(' '))
    .toSorted()
}
