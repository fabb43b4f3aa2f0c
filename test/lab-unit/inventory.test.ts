import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { inventoryOf, refuseForeign, writeInventory } from '../../lab/inventory.ts'
import { describeLab } from '../../lab/lab.ts'

const lab = describeLab(
  {
    name: 'lab',
    index: 2,
    profile: 'classic',
    nodeCount: 3,
    extras: [],
    inventories: ['/checkout/inventories/lab.yaml'],
    layers: [],
    kubernetes: '/cache/kubernetes',
    registryProgram: '/cache/docker-registry',
    images: '/cache/images',
    artifacts: {},
  },
  '/state',
)

test('The inventory has every node in its group, and the paths that the other scripts need', t => {
  t.deepEqual(inventoryOf(lab), {
    user: 'operator',
    identityFile: '/state/lab/id_ed25519',
    knownHosts: '/state/lab/known_hosts',
    sudo: true,
    cluster: { kubeconfig: '/state/lab/kubeconfig', kubectl: '/cache/kubernetes/kubectl' },
    verify: { smokeImage: '198.18.2.1:5000/lab/busybox:1' },
    hosts: {
      n1: { address: '198.18.2.11' },
      n2: { address: '198.18.2.12' },
      n3: { address: '198.18.2.13' },
    },
    groups: { 'control-plane': { hosts: ['n1'] }, workers: { hosts: ['n2', 'n3'] } },
  })
})

test('The newest containerd that was built is the one to install', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'refit-inventory-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const artifacts: Record<string, string> = {}
  for (const version of ['2.10.0', '2.4.2']) {
    const archive = join(folder, `containerd-${version}.tar.gz`)
    artifacts[`containerd-${version}`] = archive
    await writeFile(`${archive}.sha256sum`, `${version}-sum  containerd.tar.gz\n`)
  }
  const inventory = join(folder, 'lab.yaml')
  await writeInventory({ ...lab, artifacts, inventory })
  t.like(parse(await readFile(inventory, 'utf8')), {
    containerd: {
      install: {
        archive: artifacts['containerd-2.10.0'],
        sha256: '2.10.0-sum',
        version: '2.10.0',
      },
    },
  })
})

test('The lab writes over its own inventory, and not over one that somebody wrote', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'refit-inventory-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const inventory = join(folder, 'lab.yaml')
  await writeInventory({ ...lab, inventory })
  await t.notThrowsAsync(refuseForeign(inventory))
  await writeFile(inventory, 'hosts: {}\n')
  await t.throwsAsync(writeInventory({ ...lab, inventory }), { message: /an inventory of your own/ })
})
