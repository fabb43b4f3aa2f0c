import { userInfo, homedir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { bastions } from './bastions.ts'
import { resolveRoute } from './route.ts'
import { openRoute } from './open-route.ts'
import { openRootSession } from './root-session.ts'
import type { Session } from './session.ts'
import { sshConfigFrom } from './ssh-config.ts'
import type { SshDependencies, Target } from './target.ts'

/**
 * Connects to a host and becomes root there: its way worked out, every host key on it verified, sudo proven.
 * Rejects with a ConnectError that says what to do; nothing was touched then.
 */
export async function connect(target: Target, dependencies: SshDependencies): Promise<Session> {
  const route = await resolveRoute(target, dependencies)
  const connection = await openRoute(route, dependencies)
  try {
    return await openRootSession(connection, {
      host: target.host,
      user: route.at(-1)?.user ?? '',
      sudo: target.sudo,
      sudoPassword: target.sudoPassword,
      requireRoot: target.requireRoot ?? true,
      timeout: target.sudoTimeout ?? 30_000,
    })
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** The world as it is: the user's own ssh configuration, agent and home. One for each run, for its bastions. */
export function sshDependencies(environment: NodeJS.ProcessEnv): SshDependencies {
  return {
    bastions: bastions(),
    readSshConfig: sshConfigFrom(),
    home: environment['HOME'] ?? homedir(),
    user: userInfo().username,
    agentSocket: environment['SSH_AUTH_SOCK'] || undefined,
    pause: milliseconds => pause(milliseconds),
  }
}
