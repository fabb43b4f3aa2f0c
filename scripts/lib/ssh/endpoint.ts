import type { SshConfig } from './ssh-config.ts'
import type { HostKeyPolicy, SshDependencies, Target } from './target.ts'

/** One SSH server on the way, with nothing left to look up. */
export interface Endpoint {
  /** What messages call it. */
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user: string
  readonly identityFiles: readonly IdentityFile[]
  /** Offer only keys of `identityFiles`, also from the agent. */
  readonly identitiesOnly: boolean
  readonly agentSocket: string | undefined
  /** Names that known_hosts may know it by, best first. */
  readonly hostKeyNames: readonly string[]
  readonly knownHostsFiles: readonly string[]
  readonly hostKeys: HostKeyPolicy
  readonly connectTimeout: number
  readonly keepalive: { readonly interval: number; readonly count: number }
}

export interface IdentityFile {
  readonly path: string
  /** Named by the inventory, so it must be there. */
  readonly required: boolean
}

/** What an endpoint is made from. */
export interface EndpointSources {
  readonly name: string
  readonly host: string
  readonly user?: string | undefined
  readonly port?: number | undefined
  readonly config: SshConfig | undefined
  readonly target: Target
  readonly dependencies: SshDependencies
}

/** Inventory first, then the ssh configuration, then ssh's defaults. */
export function endpoint({
  name,
  host,
  user,
  port,
  config,
  target,
  dependencies,
}: EndpointSources): Endpoint {
  const address = config?.hostName ?? host
  const resolved = {
    address,
    port: port ?? config?.port ?? 22,
    user: user ?? config?.user ?? dependencies.user,
  }
  const expand = (path: string) =>
    expandPath(path, { ...resolved, home: dependencies.home, localUser: dependencies.user })
  const configured = config?.identityFiles ?? defaultIdentityFiles
  const names = config?.hostKeyAlias ? [config.hostKeyAlias] : knownNames(resolved, name)
  return {
    name,
    ...resolved,
    identityFiles: [
      ...(target.identityFile ? [{ path: expand(target.identityFile), required: true }] : []),
      ...configured.map(path => ({ path: expand(path), required: false })),
    ],
    identitiesOnly: config?.identitiesOnly ?? false,
    agentSocket: agentSocket(target, config, dependencies, expand),
    hostKeyNames: names,
    knownHostsFiles: knownHostsFiles(target, config).map(expand),
    hostKeys: target.hostKeys ?? 'strict',
    connectTimeout: target.connectTimeout ?? 10_000,
    keepalive: target.keepalive ?? { interval: 5000, count: 3 },
  }
}

const defaultIdentityFiles = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa']
const defaultKnownHostsFiles = ['~/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts']

function knownHostsFiles(target: Target, config: SshConfig | undefined): readonly string[] {
  if (target.knownHosts !== undefined) return [target.knownHosts].flat()
  return config?.knownHostsFiles.length ? config.knownHostsFiles : defaultKnownHostsFiles
}

/** known_hosts writes a port that is not 22 as `[host]:port`. */
function knownNames({ address, port }: { address: string; port: number }, name: string): readonly string[] {
  const names = [...new Set([address, name])]
  return port === 22 ? names : names.map(each => `[${each}]:${port}`)
}

function agentSocket(
  target: Target,
  config: SshConfig | undefined,
  dependencies: SshDependencies,
  expand: (path: string) => string,
): string | undefined {
  if (target.agent === false) return undefined
  if (typeof target.agent === 'string') return expand(target.agent)
  const configured = config?.identityAgent
  if (configured === 'none') return undefined
  if (configured === undefined || configured === 'SSH_AUTH_SOCK') return dependencies.agentSocket
  return expand(configured)
}

interface PathContext {
  readonly address: string
  readonly port: number
  readonly user: string
  readonly home: string
  readonly localUser: string
}

/** `~` and the `%` tokens of ssh_config(5) that name a path's parts. */
function expandPath(path: string, context: PathContext): string {
  const tokens: Record<string, string> = {
    '%': '%',
    d: context.home,
    h: context.address,
    p: String(context.port),
    r: context.user,
    u: context.localUser,
  }
  return path
    .replace(/^~(?=\/|$)/, context.home)
    .replaceAll(/%([%dhpru])/g, (token: string, letter: string) => tokens[letter] ?? token)
}
