import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { trustHosts } from '../../scripts/lib/ssh/trust-hosts.ts'
import { scanHostKeys } from '../../scripts/lib/ssh/trust.ts'
import { newKey } from './support/keys.ts'
import { startServer } from './support/server.ts'
import { world, type World } from './support/world.ts'

/** What trust prints and asks, with these answers. */
function conversation({ dependencies }: World, answers: readonly boolean[]) {
  const printed: string[] = []
  const asked: string[] = []
  return {
    printed,
    asked,
    context: {
      dependencies,
      print: (line: string) => void printed.push(line),
      agree: async (question: string) => answers[asked.push(question) - 1] ?? false,
    },
  }
}

test('new keys are shown with their fingerprints, and added when the answer is yes', async t => {
  const node = await world(t)
  const file = join(node.folder, 'ssh', 'known_hosts')
  const { context, printed, asked } = conversation(node, [true])
  t.false(await trustHosts([{ ...node.target, knownHosts: file }], context))
  t.is(printed[0], 'New (1):')
  t.regex(printed[1] ?? '', /^ {2}n1 \(127\.0\.0\.1:\d+\) {2}ED25519 SHA256:[\w+/]{43}$/)
  t.deepEqual(asked, [`Add 1 host key to ${file}?`])
  t.is(printed.at(-1), 'Added 1 host key.')
  t.is(await readFile(file, 'utf8'), `[127.0.0.1]:${node.server.port} ${node.server.hostKey}\n`)
  t.is((await stat(file)).mode & 0o777, 0o600)
  await t.notThrowsAsync(node.connect({ knownHosts: file }))
})

test('when the answer is no, nothing is added', async t => {
  const node = await world(t)
  const { context, printed } = conversation(node, [false])
  t.true(await trustHosts([{ ...node.target, knownHosts: join(node.folder, 'new') }], context))
  t.is(printed.at(-1), 'Nothing was added.')
  await t.throwsAsync(stat(join(node.folder, 'new')), { code: 'ENOENT' })
})

test('hosts that are known are named, nothing is asked, and no key is offered to them', async t => {
  const node = await world(t)
  const before = await readFile(node.knownHosts, 'utf8')
  const { context, printed, asked } = conversation(node, [])
  t.false(await trustHosts([node.target], context))
  t.deepEqual([printed, asked], [['Already known: n1'], []])
  t.is(node.server.counts.authenticated, 0)
  t.is(await readFile(node.knownHosts, 'utf8'), before)
})

test('a changed key is never added, and its error is shown', async t => {
  const node = await world(t)
  const text = `[127.0.0.1]:${node.server.port} ${newKey().public}\n`
  await writeFile(node.knownHosts, text)
  const { context, printed, asked } = conversation(node, [true])
  t.true(await trustHosts([node.target], context))
  t.regex(printed.join('\n'), /shows another host key than the known one/)
  t.deepEqual(asked, [])
  t.is(await readFile(node.knownHosts, 'utf8'), text)
})

test('a host that cannot be reached does not keep the others from being trusted', async t => {
  const node = await world(t)
  const gone = await startServer({ authorized: [] })
  await gone.close()
  await writeFile(node.knownHosts, '')
  const { context, printed } = conversation(node, [true])
  t.true(await trustHosts([{ ...node.target, host: 'n2', port: gone.port }, node.target], context))
  t.regex(printed.join('\n'), /n2 \(127\.0\.0\.1:\d+\) refuses the connection\./)
  t.is(printed.at(-1), 'Added 1 host key.')
})

test('a new bastion is asked for once, and the hosts behind it after that', async t => {
  const node = await world(t)
  const second = await startServer({ authorized: [node.user.blob] })
  const bastion = await startServer({ authorized: [node.user.blob], forwards: true })
  t.teardown(() => Promise.all([second.close(), bastion.close()]))
  await writeFile(node.knownHosts, '')
  const target = { ...node.target, proxyJump: `127.0.0.1:${bastion.port}` }
  const targets = [target, { ...target, host: 'n2', port: second.port }]
  const { context, printed, asked } = conversation(node, [true, true])
  t.false(await trustHosts(targets, context))
  t.is(printed.filter(line => line === 'Behind them: n1, n2').length, 1)
  t.is(asked.length, 2)
  t.is((await readFile(node.knownHosts, 'utf8')).trim().split('\n').length, 3)
  t.is(node.server.counts.authenticated, 0)
})

test('a scan changes nothing, though the inventory accepts new keys', async t => {
  const node = await world(t)
  await writeFile(node.knownHosts, '')
  const scan = await scanHostKeys([{ ...node.target, hostKeys: 'accept-new' }], node.dependencies)
  t.is(scan.fresh.length, 1)
  t.is(await readFile(node.knownHosts, 'utf8'), '')
})
