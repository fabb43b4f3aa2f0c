import { messageOf } from '../errors.ts'
import { endpoint, type Endpoint } from './endpoint.ts'
import { ConnectError } from './errors.ts'
import { parseJumps, type Jump } from './jump.ts'
import type { SshConfig } from './ssh-config.ts'
import type { SshDependencies, Target } from './target.ts'

/** Works out the way to a host: its jump hosts in order, then the host itself. */
export async function resolveRoute(
  target: Target,
  dependencies: SshDependencies,
): Promise<readonly Endpoint[]> {
  const destination = { host: target.address ?? target.host, user: target.user, port: target.port }
  const config = await readConfig(destination, target, dependencies)
  const jumps = await resolveJumps(target.proxyJump ?? config?.proxyJump, target, dependencies, [])
  if (config?.proxyCommand !== undefined && jumps.length === 0 && target.proxyJump === undefined) {
    throw new ConnectError(
      'configuration',
      `The ssh configuration reaches ${target.host} by ProxyCommand, which refit cannot do.`,
      {
        host: target.host,
        next: 'Use ProxyJump there, or set proxyJump in the inventory (`none` connects directly).',
      },
    )
  }
  return [...jumps, endpoint({ ...destination, name: target.host, config, target, dependencies })]
}

async function resolveJumps(
  text: string | undefined,
  target: Target,
  dependencies: SshDependencies,
  seen: readonly string[],
): Promise<readonly Endpoint[]> {
  const jumps = text === undefined ? [] : readJumps(text, target)
  const route: Endpoint[] = []
  for (const [index, jump] of jumps.entries()) {
    const config = await readConfig(jump, target, dependencies)
    // As with `ssh -J a,b`: only the first host of the chain is reached by its own configuration.
    if (index === 0) route.push(...(await ownJumps(jump, config, target, dependencies, seen)))
    route.push(endpoint({ ...jump, name: jump.host, config, target, dependencies }))
  }
  return route
}

async function ownJumps(
  jump: Jump,
  config: SshConfig | undefined,
  target: Target,
  dependencies: SshDependencies,
  seen: readonly string[],
): Promise<readonly Endpoint[]> {
  if (seen.includes(jump.host)) {
    throw new ConnectError(
      'configuration',
      `The jump hosts of ${target.host} go in a circle: ${[...seen, jump.host].join(', ')}.`,
      {
        host: target.host,
        next: 'Look at ProxyJump in the ssh configuration of these hosts.',
      },
    )
  }
  return resolveJumps(config?.proxyJump, target, dependencies, [...seen, jump.host])
}

function readJumps(text: string, target: Target): readonly Jump[] {
  try {
    return parseJumps(text)
  } catch (error) {
    throw new ConnectError('configuration', `proxyJump of ${target.host}: ${messageOf(error)}`, {
      host: target.host,
      cause: error,
    })
  }
}

async function readConfig(
  destination: { host: string; user?: string | undefined; port?: number | undefined },
  target: Target,
  dependencies: SshDependencies,
): Promise<SshConfig | undefined> {
  if (target.sshConfig === false) return undefined
  try {
    const file = typeof target.sshConfig === 'string' ? target.sshConfig : undefined
    return await dependencies.readSshConfig({ ...destination, file })
  } catch (error) {
    // Node puts the command in front of what it said.
    const lines = messageOf(error).split('\n')
    const said = lines.find(line => !line.startsWith('Command failed: '))
    throw new ConnectError(
      'configuration',
      `ssh cannot read its configuration for ${destination.host}: ${said ?? 'it says nothing'}`,
      {
        host: target.host,
        next: `Look at what \`ssh -G ${destination.host}\` says.`,
        cause: error,
      },
    )
  }
}
