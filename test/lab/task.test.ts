import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parse, stringify } from 'yaml'
import { useLab } from './support/lab.ts'
import type { TestLab } from './support/lab.ts'
import { refit } from './support/refit.ts'
import { difference, setupOf, wholeOf } from './support/snapshot.ts'

// A user's own task on a real node. One story: each test finds the node as the one before left it.

const chrony = 'scripts/examples/chrony.mjs'
const everyKind = 'test/lab/support/every-kind.mjs'
const configuration = '/etc/chrony/chrony.conf'

let lab: TestLab
let folder: string
/** The node before anything was done to it, and after chrony was set up for the first time. */
const setup: { bare: string[]; first: string[] } = { bare: [], first: [] }

test.before('a node with packages to install', async () => {
  lab = await useLab('classic', { name: 'test-task', nodeCount: 1 })
  folder = await mkdtemp(join(tmpdir(), 'refit-task-test-'))
  // What a node of the lab tells the kernel about the time, it would tell the whole machine.
  await onNode(`mkdir -p /run/systemd/system/chrony.service.d
    printf '[Service]\\nExecStart=\\nExecStart=!/usr/sbin/chronyd -F 1 -x\\n' >/run/systemd/system/chrony.service.d/lab.conf
    apt-get -q update`)
  setup.bare = await setupOf(lab, 'n1')
})

test.after.always('no lab is left behind', async () => {
  await rm(folder, { recursive: true, force: true })
  await lab.down()
})

test('a dry run says what chrony needs, and changes nothing', async t => {
  const before = await wholeOf(lab, 'n1')
  const { code, stdout } = await run(chrony, { ntpServers: ['198.18.0.1'] }, '--dry-run')
  t.is(code, 0)
  t.regex(stdout, /\+ install chrony\n/u)
  t.regex(stdout, /\+ create \/etc\/chrony\/chrony\.conf\n[^]*\+server 198\.18\.0\.1 iburst\n/u)
  t.regex(stdout, /Plan: 1 node to change, 4 changes\.\n$/u)
  t.deepEqual(difference(before, await wholeOf(lab, 'n1')), [])
})

test('a variable that the inventory lacks is told before anything is changed', async t => {
  const { code, stderr } = await run(chrony, {}, '--yes')
  t.is(code, 64)
  t.regex(stderr, /n1: .*chrony\.conf\.hbs is given no servers/u)
  t.deepEqual(difference(setup.bare, await setupOf(lab, 'n1')), [])
})

test('it installs chrony, which runs with the configuration of the template', async t => {
  const { code, all } = await run(chrony, { ntpServers: ['198.18.0.1'] }, '--yes')
  t.is(code, 0, all)
  t.is(await onNode(`grep ^server ${configuration}`), 'server 198.18.0.1 iburst\n')
  t.is(await state(), 'enabled active ii')
  t.regex(await onNode('chronyc -n sources'), /198\.18\.0\.1/u, 'it runs with it, and not only has it')
  setup.first = await setupOf(lab, 'n1')
})

test('a second dry run is empty', async t => {
  const { code, stdout } = await run(
    chrony,
    { ntpServers: ['198.18.0.1'] },
    '--dry-run',
    '--detailed-exitcode',
  )
  t.is(code, 0)
  t.is(stdout, 'No changes. Every node is as it should be.\n')
})

test('another value changes that file and restarts the service, and nothing else', async t => {
  const ntpServers = ['198.18.0.1', '198.18.0.2']
  const process = await processOf()
  const plan = await run(chrony, { ntpServers }, '--dry-run')
  t.regex(plan.stdout, /Plan: 1 node to change, 2 changes\.\n$/u)
  const { code, all } = await run(chrony, { ntpServers }, '--yes')
  t.is(code, 0, all)
  t.deepEqual(pathsOf(difference(setup.first, await setupOf(lab, 'n1'))), [configuration])
  t.not(await processOf(), process)
  t.regex(await onNode('chronyc -n sources'), /198\.18\.0\.2/u)
})

test('--undo takes back what was done last: the file and the service as before', async t => {
  const process = await processOf()
  const { code, all } = await run(chrony, {}, '--undo', '--yes')
  t.is(code, 0, all)
  t.deepEqual(difference(setup.first, await setupOf(lab, 'n1')), [])
  t.not(await processOf(), process)
  t.notRegex(await onNode('chronyc -n sources'), /198\.18\.0\.2/u)
})

test('--undo again takes back what was done first: no file, no package', async t => {
  const { code, all } = await run(chrony, {}, '--undo', '--yes')
  t.is(code, 0, all)
  t.is((await lab.tryOnNode('n1', `test -e ${configuration}`)).exitCode, 1)
  // As apt-get remove leaves it: its init script stays, and with it the links that count as enabled.
  t.regex(await state(), /^(?:enabled )?inactive rc$/u)
  // A package that is removed leaves its user and its own configuration files behind; of all else nothing may go.
  const gone = difference(setup.bare, await setupOf(lab, 'n1')).filter(line => line.startsWith('-'))
  t.deepEqual(
    pathsOf(gone).filter(path => !/^\/etc\/(?:passwd|group|g?shadow)-?$/u.test(path)),
    [],
  )
})

test('--undo with nothing left to take back says so', async t => {
  const { code, stdout } = await run(chrony, {}, '--undo', '--yes')
  t.is(code, 0)
  t.is(stdout, 'No changes. Every node is as it should be.\n')
})

test('changes of every kind are made, are not made again, and are taken back', async t => {
  const before = await nodeNow()
  const { code, all } = await run(everyKind, {}, '--yes', '--verbose')
  t.is(code, 0, all)
  t.false(all.includes('hunter2'))
  t.is(
    await onNode(`cat /etc/refit-test/deep/secret; stat -c '%a %U:%G' /etc/refit-test/deep/secret /etc/motd
      ls -d /etc/hosts.allow /etc/apt/apt.conf.d /opt/refit-mark 2>/dev/null
      sysctl -n net.ipv4.ip_local_port_range
      systemctl is-active refit-test.service apt-daily.timer; systemctl is-enabled refit-test.service apt-daily.timer || :`),
    'hunter2\n600 root:root\n640 root:adm\n/opt/refit-mark\n20000\t60000\nactive\ninactive\nenabled\ndisabled\n',
  )
  t.is((await run(everyKind, {}, '--dry-run')).stdout, 'No changes. Every node is as it should be.\n')
  const undo = await run(everyKind, {}, '--undo', '--yes')
  t.is(undo.code, 0, undo.all)
  t.deepEqual(difference(before, await nodeNow()), [])
})

test('when a change cannot be made, the node takes back those before it', async t => {
  const before = await nodeNow()
  const { code, all } = await run(everyKind, { fails: true }, '--yes')
  t.is(code, 1)
  t.regex(all, /n1: switch failed after .*refit-no-such-module/u)
  t.regex(all, /n1 +rolled back .*Everything on it is as before\./u)
  t.deepEqual(difference(before, await nodeNow()), [])
})

test('cleanup removes what is closed and old, and leaves what --undo needs', async t => {
  t.is((await run(everyKind, {}, '--yes')).code, 0)
  t.is((await run(everyKind, { fails: true }, '--yes')).code, 1)
  const before = await transactions()
  const [confirmed, undone] = before.slice(-2)
  const dryRun = await run(cleanup, {}, '--keep', '1', '--dry-run')
  t.regex(dryRun.stdout, new RegExp(`delete transaction ${before[0]}`, 'u'))
  t.regex(dryRun.stdout, new RegExp(`${before.length - 2} changes`, 'u'))
  t.deepEqual(await transactions(), before)
  const { code, all } = await run(cleanup, {}, '--keep', '1', '--yes')
  t.is(code, 0, all)
  t.deepEqual(await transactions(), [confirmed, undone])
  t.is((await run(cleanup, {}, '--keep', '1', '--yes')).code, 0)
  t.deepEqual(await transactions(), [confirmed, undone])
  t.is((await run(everyKind, {}, '--undo', '--yes')).code, 0)
})

const cleanup = 'scripts/cleanup.mjs'
const transactions = async () => (await onNode('ls /var/lib/refit/transactions')).trim().split('\n')

const onNode = (command: string) => lab.onNode('n1', command)

/** Runs a task with these variables in the lab's inventory. */
async function run(script: string, vars: Record<string, unknown>, ...words: string[]) {
  const templates = join(folder, 'templates')
  await mkdir(templates, { recursive: true })
  await writeFile(
    join(templates, 'unit.hbs'),
    '[Service]\nExecStart=/bin/sleep 1d\n[Unit]\nDescription={{what}}\n[Install]\nWantedBy=multi-user.target\n',
  )
  const inventory = parse(await readFile(lab.inventory, 'utf8')) as object
  const file = join(folder, 'inventory.yaml')
  await writeFile(file, stringify({ ...inventory, templates, vars }))
  return refit(script, ['--inventory', file, ...words])
}

/** Enabled, active, and how dpkg has it: "enabled active ii". */
async function state(): Promise<string> {
  const words = await onNode(
    'systemctl is-enabled chrony.service 2>/dev/null; systemctl is-active chrony.service; dpkg -l chrony | tail -n 1 | cut -c 1-2; :',
  )
  return words.trim().replaceAll('\n', ' ')
}

const processOf = () => onNode('systemctl show -p MainPID chrony.service')

/** Files and what runs and is set: all that changes of every kind touch. */
async function nodeNow(): Promise<string[]> {
  const kernel = await onNode(
    'sysctl net.ipv4.ip_local_port_range; systemctl list-units --plain --no-legend --state active --type service,timer | cut -d " " -f 1',
  )
  return [...(await setupOf(lab, 'n1')), ...kernel.split('\n')]
}

/** The files that lines of a difference are about. */
function pathsOf(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap(line => /(\/\S+)(?: -> .*)?$/u.exec(line)?.[1] ?? []))]
}
