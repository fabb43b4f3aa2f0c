import type { Endpoint } from './endpoint.ts'
import type { ConnectError } from './errors.ts'
import { findHostKeys, hostKeyAlgorithms, judgeHostKey } from './host-key.ts'
import * as failures from './host-key-failures.ts'
import { appendKnownHosts, knownHostsLine, readKnownHosts } from './known-hosts-file.ts'
import { publicKey } from './public-key.ts'

/** The check of one server's host key, made before its connection is. */
export interface HostKeyCheck {
  readonly algorithms: ReturnType<typeof hostKeyAlgorithms>
  /** Resolves when the key is trusted; adds it first where the policy is `accept-new`. Rejects with a ConnectError. */
  verify(blob: Buffer): Promise<void>
  /** The error for a server that has no key of the types that are known for it. */
  noSuchKey(): ConnectError
}

/** Reads the known_hosts files of an endpoint. Rejects when one cannot be read: nothing is trusted then. */
export async function hostKeyCheck(endpoint: Endpoint): Promise<HostKeyCheck> {
  let accepted: Buffer | undefined
  const keys = findHostKeys(await read(endpoint), endpoint.hostKeyNames)
  return {
    algorithms: hostKeyAlgorithms(keys),
    noSuchKey: () => failures.changed(endpoint, keys, undefined),
    async verify(blob) {
      // Asked again whenever the connection changes its session keys.
      if (accepted?.equals(blob)) return
      const shown = publicKey(blob)
      const verdict = judgeHostKey(keys, shown)
      if (verdict.is === 'trusted') return
      if (verdict.is === 'revoked') throw failures.revoked(endpoint, shown, verdict.by)
      if (verdict.is === 'changed') throw failures.changed(endpoint, keys, shown)
      if (endpoint.hostKeys !== 'accept-new') throw new failures.UnknownHostKey(endpoint, keys, shown)
      await accept(endpoint, knownHostsLine(keys.name, shown))
      accepted = blob
    },
  }
}

async function read(endpoint: Endpoint) {
  try {
    return await readKnownHosts(endpoint.knownHostsFiles)
  } catch (error) {
    throw failures.unreadable(endpoint, error)
  }
}

async function accept(endpoint: Endpoint, line: string): Promise<void> {
  const [file] = endpoint.knownHostsFiles
  try {
    if (file === undefined) throw new Error('no known_hosts file is configured')
    await appendKnownHosts(file, [line])
  } catch (error) {
    throw failures.notAdded(endpoint, error)
  }
}
