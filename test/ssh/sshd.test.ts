import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { connect } from '../../scripts/lib/ssh/connect.ts'
import type { Target } from '../../scripts/lib/ssh/target.ts'
import { findProgram } from '../support/shells.ts'
import { newKey } from './support/keys.ts'
import { temporaryFolder, testDependencies } from './support/world.ts'

const sshd = findProgram('sshd') ?? (existsSync('/usr/sbin/sshd') ? '/usr/sbin/sshd' : undefined)
const isRoot = process.getuid?.() === 0
// As root it wants its folder and its user, which its package makes.
const usable = sshd !== undefined && (!isRoot || existsSync('/run/sshd'))

/** The real OpenSSH server, one process a connection, as inetd would start it. */
async function startSshd(t: ExecutionContext, program: string): Promise<Target> {
  const folder = await temporaryFolder(t)
  const [host, user] = [newKey(), newKey()]
  const files = { host: host.private, id: user.private, authorized: `${user.public}\n` }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 })
  await writeFile(
    join(folder, 'config'),
    `HostKey ${folder}/host\nAuthorizedKeysFile ${folder}/authorized\nStrictModes no\nPermitRootLogin yes\nUsePAM no\nPidFile none\n`,
  )
  const server = createServer({ pauseOnConnect: true }, socket => {
    const child = spawn(program, ['-i', '-f', join(folder, 'config')], { stdio: [socket, socket, 'ignore'] })
    t.teardown(() => child.kill())
    socket.on('error', () => {})
    socket.destroy()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  await writeFile(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${host.public}\n`)
  return {
    host: 'n1',
    address: '127.0.0.1',
    port,
    user: userInfo().username,
    identityFile: join(folder, 'id'),
    sshConfig: false,
    knownHosts: join(folder, 'known_hosts'),
    sudo: false,
    requireRoot: isRoot,
  }
}

test('the real OpenSSH server runs scripts, takes large input, and has its commands killed', async t => {
  if (!usable || sshd === undefined) {
    t.log('skipped: no OpenSSH server is installed here')
    t.pass()
    return
  }
  const target = await startSshd(t, sshd)
  const session = await connect(target, testDependencies(t, '/'))
  t.teardown(() => session.close())
  t.deepEqual(await session.run('cat; echo err >&2; exit 3', { input: 'in' }), {
    code: 3,
    stdout: 'in',
    stderr: 'err\n',
  })
  t.is((await session.run('wc -c', { input: Buffer.alloc(5_000_000) })).stdout.trim(), '5000000')
  t.deepEqual(session.cost, { connections: 1, roundTrips: 2 + 1 + 3 })
  const controller = new AbortController()
  const stopped = session.run('echo on; sleep 60', {
    signal: controller.signal,
    onLine: () => controller.abort(),
  })
  await t.throwsAsync(stopped, { message: 'n1: a command was interrupted, and was killed.' })
  t.is((await session.run('echo next')).stdout, 'next\n')
})
