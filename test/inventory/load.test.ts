import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import type { Files } from '../../scripts/lib/inventory/files.ts'
import { loadInventory } from '../../scripts/lib/inventory/inventory.ts'

const root = mkdtempSync(join(tmpdir(), 'refit-inventory-'))
const directory = join(root, 'inventories')
mkdirSync(join(directory, 'folder.yaml'), { recursive: true })
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(directory, name), content)

write('prod.yaml', 'hosts: { n1: }')
write('lab.yml', 'hosts: { n2: }')
write('both.yaml', 'hosts: { n1: }')
write('both.yml', 'hosts: { n1: }')
write('schema.json', '{}')
write('bom.yaml', '\uFEFFhosts: { n1: { port: x } }')
write('large.yaml', `hosts: { n1: } #${'x'.repeat(1024 * 1024)}`)
write('latin1.yaml', Uint8Array.of(0x61, 0x3a, 0xe9))
write('nul.yaml', 'hosts:\0')

write(
  'paths.yaml',
  `identityFile: ~/.ssh/id
sshConfig: ssh/config
knownHosts: /etc/hosts.known
templates: ../templates
sudoPassword: { file: ~/password }
cluster: { kubeconfig: kube/config, kubectl: ./kubectl }
containerd: { root: /var/lib/containerd }
hosts:
  n1:
  n2: { sshConfig: false, cluster: { kubectl: kubectl-1.23 }, sudoPassword: { env: SUDO } }`,
)

test.after.always(() => rmSync(root, { recursive: true, force: true }))

const load = (nameOrPath: string) => loadInventory(nameOrPath, { directory, home: root, cwd: root })

const found: [string, string][] = [
  ['prod', 'inventories/prod.yaml'],
  ['lab', 'inventories/lab.yml'],
  ['inventories/prod.yaml', 'inventories/prod.yaml'],
  ['./inventories/both.yml', 'inventories/both.yml'],
  ['~/inventories/both.yml', 'inventories/both.yml'],
]

for (const [given, file] of found) {
  test(`--inventory ${given} is ${file}`, async t => {
    t.is((await load(given)).file, file)
  })
}

const there = 'in inventories there are bom, both, folder, lab, large, latin1, nul, paths, prod'
const refusals: [string, string][] = [
  ['prd', `there is no inventory "prd"; ${there}`],
  ['', `there is no inventory ""; ${there}`],
  ['prod.yaml', `there is no inventory "prod.yaml"; ${there}`],
  ['inventories/prd.yaml', `there is no inventory "inventories/prd.yaml"; ${there}`],
  ['both', 'the inventory "both" could be both.yaml or both.yml: give the path of one'],
  ['folder', 'cannot read the inventory inventories/folder.yaml: it is a folder'],
  ['bom', 'inventories/bom.yaml:1:22 hosts.n1.port: expected a number'],
  ['large', 'inventories/large.yaml is larger than 1 MiB: that is no inventory'],
  ['/dev/zero', '/dev/zero is larger than 1 MiB: that is no inventory'],
  ['latin1', 'inventories/latin1.yaml is not a text file: its bytes are not UTF-8'],
  ['nul', 'inventories/nul.yaml:1:7 not a text file, this is a control character'],
]

for (const [given, message] of refusals) {
  test(`--inventory "${given}" is refused in one line`, async t => {
    const error = await t.throwsAsync(load(given), { instanceOf: RefitError })
    t.is(error.message, message)
    t.is(error.exitCode, exitCodes.usage)
  })
}

test('a folder without inventories says so', async t => {
  const options = { directory: join(root, 'nowhere'), home: root, cwd: root }
  const error = await t.throwsAsync(loadInventory('prod', options))
  t.is(error.message, 'there is no inventory "prod"; in nowhere there is none at all')
})

test('a file that you may not read is not taken for a missing one', async t => {
  const refuse = () =>
    Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }))
  const files: Files = { read: refuse, list: refuse, readWithMode: refuse }
  const error = await t.throwsAsync(
    loadInventory('/etc/prod.yaml', { directory, home: root, cwd: root, files }),
  )
  t.is(error.message, 'cannot read the inventory /etc/prod.yaml: you may not read it')
})

test('paths come out absolute: from the home folder, or from the folder of the inventory', async t => {
  const { hosts } = await loadInventory('paths', { directory, home: '/home/operator', cwd: root })
  t.like(hosts[0]?.settings, {
    identityFile: '/home/operator/.ssh/id',
    sshConfig: `${directory}/ssh/config`,
    knownHosts: '/etc/hosts.known',
    templates: `${root}/templates`,
    sudoPassword: { file: '/home/operator/password' },
    cluster: { kubeconfig: `${directory}/kube/config`, kubectl: `${directory}/kubectl` },
    containerd: { root: '/var/lib/containerd' },
  })
  t.like(hosts[1]?.settings, {
    sshConfig: false,
    cluster: { kubectl: 'kubectl-1.23' },
    sudoPassword: { env: 'SUDO' },
  })
})
