import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parse, stringify } from 'yaml'
import { archiveOf } from './support/archive.ts'
import { nodesOf, readyWorkloads, settled } from './support/cluster.ts'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'
import { difference, setupOf } from './support/snapshot.ts'

// A kubelet that somebody set up by hand, all in its unit, on a node that has no cri-dockerd: to cri-dockerd from an
// archive, on a socket of the operator's choice, and back.

const unitFile = '/etc/systemd/system/kubelet.service'
const socket = '/run/own/cri.sock'
const folder = mkdtempSync(join(tmpdir(), 'refit-hand-made-'))
const inventory = join(folder, 'inventory.yaml')
const worker = ['-i', inventory, '--limit', 'n2', '--yes', '--verbose']

let lab: TestLab
let pods: string[]
let setup: string[]

test.before('a worker whose kubelet needs docker.service by its own unit', async () => {
  await refit('scripts/lab.mjs', ['down', '--name', 'test-hand-made'])
  lab = await useLab('classic', { name: 'test-hand-made' })
  await lab.applyWorkload()
  pods = await readyWorkloads(lab)
  const program = '/proc/$(systemctl show -p MainPID --value kubelet.service)/cmdline'
  const words = (await lab.onNode('n2', `tr '\\0' '\\n' <${program}`)).trim().split('\n')
  await lab.onNode('n2', `cat >${unitFile}`, unit(words))
  await lab.onNode(
    'n2',
    'rm -r /etc/systemd/system/kubelet.service.d && systemctl daemon-reload && systemctl restart kubelet.service',
  )
  await settled(lab, pods)
  setup = await setupOf(lab, 'n2')
  const settings = parse(readFileSync(lab.inventory, 'utf8')) as object
  // As its project packs it.
  const install = archiveOf(folder, 'cri-dockerd', ['cri-dockerd'], '0.4.3')
  writeFileSync(inventory, stringify({ ...settings, criDockerd: { socket, install } }))
})

test.after.always('no lab is left behind', async () => {
  await lab.down()
  rmSync(folder, { recursive: true })
})

test.serial('it goes to cri-dockerd, and its unit needs that from now on, with the flags for it', async t => {
  const { code, all } = await refit('scripts/migrate.mjs', [...worker, '--to', 'cri-dockerd'])
  t.is(code, 0, all)
  t.deepEqual(await settled(lab, pods), pods)
  t.regex((await nodesOf(lab)).join('\n'), /^n2 Ready schedulable docker:/mu)
  const written = await lab.onNode('n2', `cat ${unitFile}`)
  t.regex(written, /^After=network-online\.target cri-docker\.service$/mu)
  t.regex(written, /^Requires=cri-docker\.service$/mu)
  t.true(written.includes(`--container-runtime-endpoint=unix://${socket}`), written)
  t.notRegex(written, /--network-plugin/u)
  const runs = await lab.onNode('n2', 'systemctl show -p ExecStart --value cri-docker.service')
  t.regex(runs, /path=\/opt\/refit\/cri-dockerd-0\.4\.3\/cri-dockerd\/cri-dockerd /u)
  t.true(all.includes('systemd reads the new '), all)
  const name = (await lab.kubectl('get', 'pods', '--field-selector=spec.nodeName=n2', '-o', 'name')).split(
    '\n',
  )[0]
  t.is((await lab.kubectl('exec', name ?? '', '--', 'echo', 'hello')).trim(), 'hello')
})

test.serial('it is what was asked for then', async t => {
  const words = ['-i', inventory, '--limit', 'n2', '--to', 'cri-dockerd', '--dry-run']
  const { stdout } = await refit('scripts/migrate.mjs', words)
  t.is(stdout.trim(), 'No changes. Every node is as it should be.')
})

test.serial('rollback brings the unit back as it was, and leaves nothing of the archive', async t => {
  const { code, all } = await refit('scripts/rollback.mjs', worker)
  t.is(code, 0, all)
  t.deepEqual(await settled(lab, pods), pods)
  t.deepEqual(difference(setup, await setupOf(lab, 'n2')), [])
})

/** As hand-made ones are found: the flags in the command, and Docker required. */
function unit([program = '', ...flags]: string[]): string {
  const command = [program, ...flags].map(word => (/["\s\\$%]/u.test(word) ? JSON.stringify(word) : word))
  return `[Unit]
Description=kubelet
After=network-online.target docker.service
Requires=docker.service

[Service]
ExecStart=${command.join(' \\\n  ')}
Restart=always
RestartSec=2

[Install]
WantedBy=multi-user.target
`
}
