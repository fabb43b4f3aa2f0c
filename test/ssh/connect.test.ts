import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { sshDependencies } from '../../scripts/lib/ssh/connect.ts'
import { ConnectError } from '../../scripts/lib/ssh/errors.ts'
import { hostKeyCheck } from '../../scripts/lib/ssh/host-key-check.ts'
import { resolveRoute } from '../../scripts/lib/ssh/route.ts'
import { newKey, newLockedKey } from './support/keys.ts'
import { startServer } from './support/server.ts'
import { temporaryFolder, world } from './support/world.ts'

/** What a failed connection tells; every one says that nothing was touched. */
async function failure(t: import('ava').ExecutionContext, attempt: Promise<unknown>): Promise<ConnectError> {
  const error = await t.throwsAsync(attempt, { instanceOf: ConnectError })
  t.is(error.host, 'n1')
  t.is(error.state, 'Nothing was touched on n1.')
  t.truthy(error.next)
  return error
}

test('a connection opens one channel, and is ready to run', async t => {
  const { connect, server } = await world(t)
  const session = await connect()
  t.is(session.host, 'n1')
  t.deepEqual(session.cost, { connections: 1, roundTrips: 2 })
  t.is(server.counts.accepted, 1)
  t.is(server.commands.length, 1)
})

test('the only thing tried is the key: no attempt without one, and no password', async t => {
  const { connect, server } = await world(t)
  await connect()
  t.deepEqual(new Set(server.methods), new Set(['publickey']))
})

test('a server that refuses the connection is named, with its address', async t => {
  const { connect, target } = await world(t)
  const unused = await unusedPort()
  const error = await failure(t, connect({ port: unused }))
  t.is(error.kind, 'refused')
  t.is(error.message, `n1 (127.0.0.1:${unused}) refuses the connection.`)
  t.not(unused, target.port)
})

test('a name that nobody knows is said to be unknown', async t => {
  const { connect } = await world(t)
  const error = await failure(t, connect({ address: 'no-such-host.invalid' }))
  t.is(error.kind, 'name')
  t.regex(
    error.message,
    /^n1 \(no-such-host\.invalid:\d+\) has no address: the name no-such-host\.invalid is not known here\.$/,
  )
})

test('a server that accepts and then says nothing runs into the deadline', async t => {
  const { connect } = await world(t)
  const silent = createServer(() => {})
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  t.teardown(() => silent.close())
  const { port } = silent.address() as AddressInfo
  const error = await failure(t, connect({ port, connectTimeout: 300 }))
  t.is(error.kind, 'timeout')
  t.is(
    error.message,
    `n1 (127.0.0.1:${port}) accepts connections, but no SSH handshake came about within 0.3 s.`,
  )
})

test('a server that is no SSH server is said to be none', async t => {
  const { connect } = await world(t)
  const web = createServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
  t.teardown(() => web.close())
  const error = await failure(t, connect({ port: (web.address() as AddressInfo).port }))
  t.is(error.kind, 'dropped')
  t.regex(error.next ?? '', /that of sshd/)
})

test('a connection that is dropped before the handshake, as by MaxStartups, is tried again', async t => {
  const { connect, server } = await world(t, { dropFirst: 2 })
  const session = await connect()
  t.is((await session.run('echo in')).stdout, 'in\n')
  t.is(server.counts.accepted, 3)
})

test('after three drops it is an error', async t => {
  const { connect, server } = await world(t, { dropFirst: 3 })
  const error = await failure(t, connect())
  t.is(error.kind, 'dropped')
  t.is(server.counts.accepted, 3)
})

test('a user who is not let in is told what was offered, and it is not tried again', async t => {
  const { connect, server, target } = await world(t, { authorized: [] })
  const error = await failure(t, connect())
  t.is(error.kind, 'authentication')
  t.is(
    error.message,
    `n1 (127.0.0.1:${server.port}) does not let operator in: offered ${target.identityFile}; the server takes publickey.`,
  )
  t.is(server.counts.accepted, 1)
})

test('without any key the message says so', async t => {
  const { connect } = await world(t)
  const error = await failure(t, connect({ identityFile: undefined }))
  t.regex(error.message, /there was no key to offer/)
})

test('an identity file that is not there is an error of the inventory', async t => {
  const { connect, server } = await world(t)
  const error = await failure(t, connect({ identityFile: '~/none' }))
  t.is(error.kind, 'configuration')
  t.regex(error.message, /The identity file of n1 cannot be read: ENOENT.*\/none/)
  t.is(server.counts.authenticated, 0)
})

test('an encrypted key is said to be one', async t => {
  const { connect, folder } = await world(t)
  const path = join(folder, 'locked')
  await writeFile(path, newLockedKey())
  const error = await failure(t, connect({ identityFile: path }))
  t.regex(error.message, /locked cannot be used: it is encrypted \(unlock it with `ssh-add`\)/)
})

test('an agent that cannot be reached does not keep a key file from being used', async t => {
  const { connect, target, folder } = await world(t)
  await writeFile(join(folder, 'id_default'), await readFile(target.identityFile ?? ''))
  const session = await connect({ agent: join(folder, 'no-agent') })
  t.is((await session.run('echo in')).stdout, 'in\n')
})

test('a host whose key is not known is refused, with its fingerprint and how to accept it', async t => {
  const { connect, knownHosts, server } = await world(t)
  await writeFile(knownHosts, '')
  const error = await failure(t, connect())
  t.is(error.kind, 'host-key-unknown')
  t.regex(
    error.message,
    /shows a host key that is not known, ED25519 SHA256:[\w+/]{43}: \S+known_hosts has none for \[127\.0\.0\.1\]:\d+\.$/,
  )
  t.regex(error.next ?? '', /scripts\/trust\.mjs/)
  t.is(server.counts.authenticated, 0)
  t.is(await readFile(knownHosts, 'utf8'), '')
})

test('no known_hosts file at all is no reason to trust anyone', async t => {
  const { connect, folder } = await world(t)
  const error = await failure(t, connect({ knownHosts: join(folder, 'none') }))
  t.is(error.kind, 'host-key-unknown')
})

test('accept-new adds the key of a new host, once, to a file of mode 0600', async t => {
  const { connect, folder, server } = await world(t)
  const file = join(folder, 'new', 'known_hosts')
  const changes = { knownHosts: file, hostKeys: 'accept-new' } as const
  await connect(changes)
  await connect(changes)
  t.is(await readFile(file, 'utf8'), `[127.0.0.1]:${server.port} ${server.hostKey}\n`)
  t.is((await stat(file)).mode & 0o777, 0o600)
})

test('accept-new adds a key once, though it is checked again when the session keys change', async t => {
  const { target, dependencies, folder, server } = await world(t)
  const file = join(folder, 'new')
  const [endpoint] = await resolveRoute({ ...target, knownHosts: file, hostKeys: 'accept-new' }, dependencies)
  if (endpoint === undefined) throw new Error('no endpoint')
  const check = await hostKeyCheck(endpoint)
  const blob = Buffer.from(server.hostKey.split(' ')[1] ?? '', 'base64')
  await check.verify(blob)
  await check.verify(blob)
  t.is((await readFile(file, 'utf8')).trim().split('\n').length, 1)
})

test('a new key that cannot be written down is not accepted', async t => {
  const { connect, server, folder } = await world(t)
  const link = join(folder, 'link')
  await symlink(join(folder, 'no-such-folder', 'known_hosts'), link)
  const error = await failure(t, connect({ knownHosts: link, hostKeys: 'accept-new' }))
  t.is(error.kind, 'known-hosts')
  t.regex(error.message, /is new, and its host key cannot be added to known_hosts: ENOENT/)
  t.is(server.counts.authenticated, 0)
})

test('accept-new keeps an unfinished last line apart from what it adds', async t => {
  const { connect, knownHosts, server } = await world(t)
  await writeFile(knownHosts, '# no newline here')
  await connect({ hostKeys: 'accept-new' })
  t.is(
    await readFile(knownHosts, 'utf8'),
    `# no newline here\n[127.0.0.1]:${server.port} ${server.hostKey}\n`,
  )
})

for (const hostKeys of ['strict', 'accept-new'] as const) {
  test(`another key than the known one is refused (${hostKeys}), naming both and the line`, async t => {
    const { connect, knownHosts, server } = await world(t)
    const text = `# comment\n[127.0.0.1]:${server.port} ${newKey().public}\n`
    await writeFile(knownHosts, text)
    const error = await failure(t, connect({ hostKeys }))
    t.is(error.kind, 'host-key-changed')
    t.regex(
      error.message,
      /shows another host key than the known one, ED25519 SHA256:\S+, while \S+known_hosts:2 has ED25519 SHA256:\S+: this is another machine, a reinstalled one, or an attack\.$/,
    )
    t.regex(error.next ?? '', /ssh-keygen -R '\[127\.0\.0\.1\]:\d+' -f '\S+known_hosts'/)
    t.is(server.counts.authenticated, 0)
    t.is(server.counts.accepted, 1)
    t.is(await readFile(knownHosts, 'utf8'), text)
  })
}

test('a server with keys of two types shows the one that is known', async t => {
  const [known, preferred] = [newKey('ecdsa'), newKey()]
  const { connect, knownHosts, server } = await world(t, { hostKeys: [preferred.private, known.private] })
  await writeFile(knownHosts, `[127.0.0.1]:${server.port} ${known.public}\n`)
  await t.notThrowsAsync(connect())
})

test('a server that has no key of the known type is refused as a changed one', async t => {
  const { connect, knownHosts, server } = await world(t)
  await writeFile(knownHosts, `[127.0.0.1]:${server.port} ${newKey('ecdsa').public}\n`)
  const error = await failure(t, connect({ hostKeys: 'accept-new' }))
  t.is(error.kind, 'host-key-changed')
  t.regex(error.message, /shows no host key of a type that is known, while \S+:1 has ECDSA-256 SHA256:/)
})

test('a revoked key is refused', async t => {
  const { connect, knownHosts, server } = await world(t)
  const line = `[127.0.0.1]:${server.port} ${server.hostKey}`
  await writeFile(knownHosts, `${line}\n@revoked * ${server.hostKey}\n`)
  const error = await failure(t, connect())
  t.is(error.kind, 'host-key-revoked')
  t.regex(error.message, /: \S+known_hosts:2 says not to trust it\.$/)
})

test('a known_hosts file that cannot be read trusts nobody', async t => {
  const { connect, server } = await world(t)
  const folder = await temporaryFolder(t)
  const error = await failure(t, connect({ knownHosts: folder, hostKeys: 'accept-new' }))
  t.is(error.kind, 'known-hosts')
  t.regex(error.message, /cannot be verified, for its known_hosts cannot be read: EISDIR/)
  t.is(server.counts.authenticated, 0)
})

test('a key in the second known_hosts file is trusted too', async t => {
  const { connect, knownHosts, folder } = await world(t)
  await t.notThrowsAsync(connect({ knownHosts: [join(folder, 'none'), knownHosts] }))
})

test('what was refused was not run: no channel is opened before the host and the user are proven', async t => {
  const user = newKey()
  const server = await startServer({ authorized: [user.blob] })
  t.teardown(() => server.close())
  const { connect, knownHosts } = await world(t)
  await chmod(knownHosts, 0o600)
  await failure(t, connect({ port: server.port }))
  t.deepEqual(server.commands, [])
})

test('the world of a run comes from its environment', t => {
  const { home, agentSocket } = sshDependencies({ HOME: '/home/me', SSH_AUTH_SOCK: '/run/agent' })
  t.deepEqual([home, agentSocket], ['/home/me', '/run/agent'])
  t.is(sshDependencies({ SSH_AUTH_SOCK: '' }).agentSocket, undefined)
})

/** A port that nothing listens on. */
async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
