import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { ConnectError } from '../../scripts/lib/ssh/errors.ts'
import { parseSshConfig } from '../../scripts/lib/ssh/ssh-config.ts'
import { findProgram } from '../support/shells.ts'
import { newKey, newLockedKey, type KeyPair } from './support/keys.ts'
import { temporaryFolder, world } from './support/world.ts'

/** A real ssh-agent with these keys; its socket. Nothing where there is no such program. */
async function agentWith(t: ExecutionContext, keys: readonly KeyPair[]): Promise<string | undefined> {
  const [agent, add] = [findProgram('ssh-agent'), findProgram('ssh-add')]
  if (agent === undefined || add === undefined) {
    t.log('skipped: ssh-agent is not installed here')
    t.pass()
    return undefined
  }
  const folder = await temporaryFolder(t)
  const socket = join(folder, 'agent')
  const process = spawn(agent, ['-D', '-a', socket])
  t.teardown(() => process.kill())
  await once(process.stdout, 'data')
  for (const key of keys) {
    const adding: ChildProcessWithoutNullStreams = spawn(add, ['-q', '-'], { env: { SSH_AUTH_SOCK: socket } })
    adding.stdin.end(key.private)
    const exit: readonly unknown[] = await once(adding, 'exit')
    t.is(exit[0], 0)
  }
  return socket
}

test('a key of the agent lets the user in', async t => {
  const { connect, user } = await world(t)
  const agent = await agentWith(t, [newKey(), user])
  if (agent === undefined) return
  const session = await connect({ identityFile: undefined, agent })
  t.is((await session.run('echo in')).stdout, 'in\n')
})

test('the key that the inventory names is tried before those of the agent', async t => {
  const { connect, server } = await world(t)
  const agent = await agentWith(t, [newKey()])
  if (agent === undefined) return
  await connect({ agent })
  t.deepEqual(server.offered.length, 1)
})

test('with IdentitiesOnly the agent offers only the keys of the files, a locked one by its public half', async t => {
  const { connect, user, folder, server } = await world(t, {
    readSshConfig: async () => parseSshConfig(`identitiesonly yes\nidentityfile ~/locked\n`),
  })
  await writeFile(join(folder, 'locked'), newLockedKey())
  await writeFile(join(folder, 'locked.pub'), user.public)
  const agent = await agentWith(t, [newKey(), user, newKey()])
  if (agent === undefined) return
  await connect({ identityFile: undefined, sshConfig: true, agent })
  t.deepEqual(server.offered, [user.blob])
})

test('what the agent offered is in the message when none of it was taken', async t => {
  const { connect, folder } = await world(t)
  const other = newKey()
  await writeFile(join(folder, 'id'), newKey().private)
  const agent = await agentWith(t, [other])
  if (agent === undefined) return
  const error = await t.throwsAsync(connect({ agent }), { instanceOf: ConnectError })
  t.regex(error.message, /offered \S+\/id, the agent \(SHA256:[\w+/]{43}\); the server takes publickey\.$/)
})
