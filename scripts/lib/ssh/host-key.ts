import type { ServerHostKeyAlgorithm } from 'ssh2'
import { matchesHost, type KnownHost } from './known-hosts.ts'
import type { PublicKey } from './public-key.ts'

/** What known_hosts says about one server. */
export interface HostKeys {
  /** The name under which it was found, or would be added. */
  readonly name: string
  readonly trusted: readonly KnownHost[]
  readonly revoked: readonly KnownHost[]
  /** A certificate authority that vouches for the name; refit cannot check host certificates. */
  readonly authority: KnownHost | undefined
}

export type Verdict =
  | { readonly is: 'trusted' }
  | { readonly is: 'unknown' }
  | { readonly is: 'changed' }
  | { readonly is: 'revoked'; readonly by: KnownHost }

/** Finds what is known: keys under the first of the names that has any, revocations under all of them. */
export function findHostKeys(known: readonly KnownHost[], names: readonly string[]): HostKeys {
  const of = (name: string, marker: KnownHost['marker']) =>
    known.filter(entry => entry.marker === marker && matchesHost(entry.hosts, name))
  const name = names.find(each => of(each, undefined).length > 0) ?? names[0] ?? ''
  return {
    name,
    trusted: of(name, undefined),
    revoked: names.flatMap(each => of(each, '@revoked')),
    authority: names.flatMap(each => of(each, '@cert-authority'))[0],
  }
}

/** Judges the key that a server showed. */
export function judgeHostKey(keys: HostKeys, shown: PublicKey): Verdict {
  const isShown = (entry: KnownHost) => entry.key.equals(shown.blob)
  const by = keys.revoked.find(isShown)
  if (by) return { is: 'revoked', by }
  if (keys.trusted.some(isShown)) return { is: 'trusted' }
  return { is: keys.trusted.length > 0 ? 'changed' : 'unknown' }
}

/**
 * The host key algorithms to ask a server for. One that has keys of several types must show the one that is known,
 * or it would look like a stranger. Nothing where any will do.
 */
export function hostKeyAlgorithms(keys: HostKeys): readonly ServerHostKeyAlgorithm[] | undefined {
  const types = new Set(keys.trusted.map(entry => entry.keyType))
  const algorithms = [...types].flatMap(type => algorithmsOf[type] ?? [])
  return algorithms.length > 0 ? algorithms : undefined
}

const algorithmsOf: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  // One RSA key signs in three ways; SHA-1 last, for servers older than OpenSSH 7.2.
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
}
