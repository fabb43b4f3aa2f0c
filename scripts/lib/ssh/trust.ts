import { RefitError } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'
import { ConnectError } from './errors.ts'
import { UnknownHostKey } from './host-key-failures.ts'
import { appendKnownHosts, knownHostsLine } from './known-hosts-file.ts'
import { limit } from './limit.ts'
import { openRoute } from './open-route.ts'
import type { PublicKey } from './public-key.ts'
import { resolveRoute } from './route.ts'
import type { SshDependencies, Target } from './target.ts'

/** A host key that is in no known_hosts file. */
export interface NewHostKey {
  readonly endpoint: Endpoint
  /** The name that it would be listed under. */
  readonly listedAs: string
  readonly key: PublicKey
  /** The file that it would be added to. */
  readonly file: string
}

/** What the hosts showed. */
export interface HostKeyScan {
  /** Each once, though many hosts are behind one new bastion. */
  readonly fresh: readonly NewHostKey[]
  /** Hosts whose key is known. */
  readonly known: readonly string[]
  /** Hosts that could not be asked yet, for a jump host on the way is not known. */
  readonly behind: readonly string[]
  readonly failed: readonly { readonly host: string; readonly error: RefitError }[]
}

/** Asks each host for its key, and sends no credential to any but the jump hosts that are known. Changes nothing. */
export async function scanHostKeys(
  targets: readonly Target[],
  dependencies: SshDependencies,
): Promise<HostKeyScan> {
  const some = limit(mostAtOnce)
  const shown = await Promise.all(targets.map(target => some(() => showKey(target, dependencies))))
  const fresh = new Map(
    shown.flatMap(({ key }) => (key ? [[`${key.file} ${key.listedAs}`, key] as const] : [])),
  )
  const hosts = (is: Shown['is']) => shown.flatMap(each => (each.is === is ? each.host : []))
  return {
    fresh: [...fresh.values()],
    known: hosts('known'),
    behind: hosts('behind'),
    failed: shown.flatMap(({ host, error }) => (error ? { host, error } : [])),
  }
}

/** Adds keys to the files that they were looked for in. */
export async function acceptHostKeys(keys: readonly NewHostKey[]): Promise<void> {
  for (const [file, those] of Map.groupBy(keys, ({ file: each }) => each)) {
    await appendKnownHosts(
      file,
      those.map(({ listedAs, key }) => knownHostsLine(listedAs, key)),
    )
  }
}

const mostAtOnce = 32

interface Shown {
  readonly host: string
  readonly is: 'fresh' | 'known' | 'behind' | 'failed'
  readonly key?: NewHostKey
  readonly error?: RefitError
}

async function showKey(target: Target, dependencies: SshDependencies): Promise<Shown> {
  const { host } = target
  try {
    const route = await resolveRoute({ ...target, hostKeys: 'strict' }, dependencies)
    const connection = await openRoute([...route.slice(0, -1), ...route.slice(-1).map(keyless)], dependencies)
    await connection.close()
    return { host, is: 'known' }
  } catch (error) {
    if (error instanceof UnknownHostKey) return unknown(host, error)
    // Without a key to offer nobody is let in, and it is only asked of a server that is verified.
    if (error instanceof ConnectError && error.kind === 'authentication' && error.host === host) {
      return { host, is: 'known' }
    }
    if (error instanceof RefitError) return { host, is: 'failed', error }
    throw error
  }
}

function unknown(host: string, error: UnknownHostKey): Shown {
  const { endpoint, listedAs, key } = error
  const [file] = endpoint.knownHostsFiles
  if (file === undefined) return { host, is: 'failed', error }
  return { host, is: endpoint.name === host ? 'fresh' : 'behind', key: { endpoint, listedAs, key, file } }
}

function keyless(endpoint: Endpoint): Endpoint {
  return { ...endpoint, identityFiles: [], agentSocket: undefined }
}
