import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { bastions } from '../../../scripts/lib/ssh/bastions.ts'
import { connect } from '../../../scripts/lib/ssh/connect.ts'
import type { Session } from '../../../scripts/lib/ssh/session.ts'
import type { SshDependencies, Target } from '../../../scripts/lib/ssh/target.ts'
import { newKey, type KeyPair } from './keys.ts'
import { startServer, type TestServer, type TestServerOptions } from './server.ts'

/** A folder, a user with a key, an SSH server that lets that user in and whose host key is known. */
export interface World {
  readonly folder: string
  readonly user: KeyPair
  readonly server: TestServer
  readonly target: Target
  readonly dependencies: SshDependencies
  readonly knownHosts: string
  /** Connects to the server; the session is closed when the test ends. */
  readonly connect: (changes?: Partial<Target>) => Promise<Session>
}

/** Makes a world that goes when the test ends. The session is not root's where the tests are not. */
export async function world(
  t: ExecutionContext,
  {
    readSshConfig,
    ...options
  }: Partial<TestServerOptions> & Partial<Pick<SshDependencies, 'readSshConfig'>> = {},
): Promise<World> {
  const folder = await temporaryFolder(t)
  const user = newKey()
  const server = await startServer({ authorized: [user.blob], ...options })
  t.teardown(() => server.close())
  const knownHosts = join(folder, 'known_hosts')
  await writeFile(join(folder, 'id'), user.private, { mode: 0o600 })
  await writeFile(knownHosts, `[127.0.0.1]:${server.port} ${server.hostKey}\n`)
  const dependencies = { ...testDependencies(t, folder), ...(readSshConfig ? { readSshConfig } : {}) }
  const target: Target = {
    host: 'n1',
    address: '127.0.0.1',
    port: server.port,
    user: 'operator',
    identityFile: join(folder, 'id'),
    sshConfig: false,
    knownHosts,
    sudo: false,
    requireRoot: false,
  }
  return {
    folder,
    user,
    server,
    target,
    dependencies,
    knownHosts,
    async connect(changes) {
      const session = await connect({ ...target, ...changes }, dependencies)
      t.teardown(() => session.close())
      return session
    },
  }
}

/** Dependencies that know nothing of the machine the tests run on, and never wait. */
export function testDependencies(t: ExecutionContext, home: string): SshDependencies {
  const shared = bastions()
  t.teardown(() => shared.close())
  return {
    bastions: shared,
    readSshConfig: async () => undefined,
    home,
    user: 'operator',
    agentSocket: undefined,
    pause: async () => {},
  }
}

/** Makes a folder that goes when the test ends. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'refit-ssh-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}
