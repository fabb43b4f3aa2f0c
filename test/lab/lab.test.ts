import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { machineProcess } from '../../lab/boot.ts'
import { loadLab } from '../../lab/lab.ts'
import { checkout, labHome } from '../../lab/paths.ts'
import { poll } from '../../lab/poll.ts'
import { useLab } from './support/lab.ts'
import { leftoversOf } from './support/leftovers.ts'

const name = 'test-lab'
const script = join(checkout, 'scripts', 'lab.mjs')
const lab = (command: string, ...words: string[]) =>
  promisify(execFile)(process.execPath, [script, command, '--name', name, ...words])

test.after.always(() => lab('down'))

test.serial('A lab that runs is not made again', async t => {
  await useLab('classic', { name })
  const { stdout } = await lab('up')
  t.regex(stdout, /The lab test-lab runs already/)
})

test.serial('A lab does not become another one under the same name', async t => {
  const error = await t.throwsAsync(lab('up', '--nodes', '3'))
  t.regex(error?.message ?? '', /is classic with 2 nodes, not classic with 3/)
})

test.serial('The ways in are as the docs say: keys, and sudo with and without a password', async t => {
  const { lab: place, onNode } = await useLab('classic', { name })
  t.is((await lab('ssh', 'n2', '--', 'sudo -n id -u')).stdout, '0\n')
  const password = await readFile(place.passwordFile, 'utf8')
  const asOther = 'runuser -u operator-pw -- sudo -k'
  t.is(await onNode('n2', `${asOther} -S id -u 2>/dev/null`, `${password}\n`), '0\n')
  await t.throwsAsync(onNode('n2', `${asOther} -S id -u`, 'wrong\n'), { message: /n2: / })
})

test.serial('After a power cut a node comes back with its disk, its key and its pods', async t => {
  const { kill, boot, onNode, kubectl, applyWorkload, waitForNodes } = await useLab('classic', { name })
  await applyWorkload()
  for (const node of ['n2', 'n1']) {
    await onNode(node, 'echo kept > /root/kept && sync')
    await kill(node)
    await boot(node)
    t.is(await onNode(node, 'cat /root/kept'), 'kept\n')
  }
  await waitForNodes()
  for (const workload of ['deployment/web', 'daemonset/agent', 'deployment/local-only'])
    await kubectl('rollout', 'status', workload, '--timeout', '120s', '--request-timeout', '0')
  t.is((await lab('ssh', 'n2', '--', 'hostname')).stdout, 'n2\n')
})

test.serial('What of a lab has died is booted again by `up`', async t => {
  const { kill, kubectl, lab: place } = await useLab('classic', { name })
  await kill('n2')
  t.is(await machineProcess(place.nodes[1] ?? t.fail()), undefined)
  await lab('up')
  t.regex(await kubectl('get', 'nodes', 'n2'), / Ready /)
})

test.serial('`down` leaves nothing behind', async t => {
  const { lab: place } = await useLab('classic', { name })
  t.true((await leftoversOf(place)).length > 10, 'the test sees what a lab is made of')
  await lab('down')
  t.deepEqual(await leftoversOf(place), [])
  t.false(existsSync(place.inventory))
})

test.serial('After `up` was killed half way, `up` goes on, and `down` removes what there is', async t => {
  const half = async () => {
    const child = spawn(process.execPath, [script, 'up', '--name', name], { stdio: 'ignore' })
    const place = await poll('A node to boot', 120, async () => {
      const found = await loadLab(name, labHome(process.env))
      return found?.nodes[1] && (await machineProcess(found.nodes[1])) ? found : undefined
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    return place
  }
  await half()
  const { kubectl, kill, lab: place } = await useLab('classic', { name })
  t.regex(await kubectl('get', 'nodes', 'n2'), / Ready /)
  await kill('n1')
  await lab('down')
  t.deepEqual(await leftoversOf(place), [])
  await half()
  await lab('down')
  t.deepEqual(await leftoversOf(place), [])
})
