import { readFile, writeFile } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import { connect as connectTo } from '../../scripts/lib/ssh/connect.ts'
import { ConnectError, ConnectionLost } from '../../scripts/lib/ssh/errors.ts'
import { newKey } from './support/keys.ts'
import { startServer, type TestServerOptions } from './support/server.ts'
import { world } from './support/world.ts'

/** A node that is reached through a bastion; both let the same user in, and both host keys are known. */
async function throughBastion(t: ExecutionContext, options: Partial<TestServerOptions> = {}) {
  const node = await world(t)
  const bastion = await startServer({ authorized: [node.user.blob], forwards: true, ...options })
  t.teardown(() => bastion.close())
  const line = `[127.0.0.1]:${bastion.port} ${bastion.hostKey}\n`
  await writeFile(node.knownHosts, (await readFile(node.knownHosts, 'utf8')) + line)
  const proxyJump = `jumper@127.0.0.1:${bastion.port}`
  return { node, bastion, connect: () => node.connect({ proxyJump }), proxyJump }
}

test('a host behind a bastion is reached through it, without a command there', async t => {
  const { connect, bastion, node } = await throughBastion(t)
  const session = await connect()
  t.is((await session.run('echo in')).stdout, 'in\n')
  t.is(bastion.counts.tunnels, 1)
  t.deepEqual(bastion.commands, [])
  t.is(node.server.counts.authenticated, 1)
})

test('all hosts of a run share one connection to the bastion, and start eight at a time at most', async t => {
  const { connect, bastion, node } = await throughBastion(t)
  const sessions = await Promise.all(Array.from({ length: 20 }, () => connect()))
  const results = await Promise.all(sessions.map(session => session.run('echo in')))
  t.true(results.every(({ stdout }) => stdout === 'in\n'))
  t.is(bastion.counts.authenticated, 1)
  t.is(bastion.counts.tunnels, 20)
  t.true(node.server.counts.mostStartsAtOnce <= 8, `${node.server.counts.mostStartsAtOnce} at once`)
  t.true(node.server.counts.mostStartsAtOnce > 1)
})

test('two bastions in a row are gone through in that order', async t => {
  const { node, proxyJump, bastion: second } = await throughBastion(t)
  const first = await startServer({ authorized: [node.user.blob], forwards: true })
  t.teardown(() => first.close())
  await writeFile(
    node.knownHosts,
    `${await readFile(node.knownHosts, 'utf8')}[127.0.0.1]:${first.port} ${first.hostKey}\n`,
  )
  const session = await node.connect({ proxyJump: `127.0.0.1:${first.port},${proxyJump}` })
  t.is((await session.run('echo in')).stdout, 'in\n')
  t.is(first.counts.tunnels, 1)
  t.is(second.counts.tunnels, 1)
})

test('a bastion’s host key is verified too, and an unknown one ends it there', async t => {
  const { node, bastion, connect } = await throughBastion(t)
  await writeFile(node.knownHosts, `[127.0.0.1]:${node.server.port} ${node.server.hostKey}\n`)
  const error = await t.throwsAsync(connect(), { instanceOf: ConnectError })
  t.is(error.kind, 'host-key-unknown')
  t.regex(error.message, new RegExp(`127\\.0\\.0\\.1:${bastion.port}`))
  t.is(node.server.counts.accepted, 0)
})

test('the key of a host behind a bastion is verified under the host’s own name', async t => {
  const { node, bastion, connect } = await throughBastion(t)
  const lines = [
    `[127.0.0.1]:${bastion.port} ${bastion.hostKey}`,
    `[127.0.0.1]:${node.server.port} ${newKey().public}`,
  ]
  await writeFile(node.knownHosts, `${lines.join('\n')}\n`)
  const error = await t.throwsAsync(connect(), { instanceOf: ConnectError })
  t.like(error, { kind: 'host-key-changed', host: 'n1' })
})

test('a host that the bastion cannot reach is named', async t => {
  const { node, connect } = await throughBastion(t)
  await node.server.close()
  const error = await t.throwsAsync(connect(), { instanceOf: ConnectError })
  t.like(error, { kind: 'unreachable', host: 'n1' })
  t.regex(
    error.message,
    /^n1 \(127\.0\.0\.1:\d+\) cannot be reached through its jump host 127\.0\.0\.1 \(127\.0\.0\.1:\d+\): /,
  )
})

test('a bastion that forwards nothing is named', async t => {
  const { connect } = await throughBastion(t, { forwards: false })
  const error = await t.throwsAsync(connect(), { instanceOf: ConnectError })
  t.regex(error.next ?? '', /allows TCP forwarding/)
})

test('a lost bastion loses its hosts, who say why, and is connected anew for the next', async t => {
  const { connect, bastion } = await throughBastion(t)
  const session = await connect()
  bastion.cut()
  const error = await t.throwsAsync(session.run('echo next'), { instanceOf: ConnectionLost })
  t.regex(
    error.message,
    /^n1 \S+ has lost its connection: 127\.0\.0\.1 \S+ has lost its connection: .*ECONNRESET\.$/,
  )
  t.is((await (await connect()).run('echo again')).stdout, 'again\n')
  t.is(bastion.counts.authenticated, 2)
})

test('a bastion that cannot be reached is not remembered as such', async t => {
  const { node, proxyJump } = await throughBastion(t, { dropFirst: 3 })
  const target = { ...node.target, proxyJump }
  await t.throwsAsync(connectTo(target, node.dependencies), { instanceOf: ConnectError })
  await t.notThrowsAsync(node.connect({ proxyJump }))
})
