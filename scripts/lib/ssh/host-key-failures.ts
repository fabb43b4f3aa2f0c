import { messageOf } from '../errors.ts'
import type { Endpoint } from './endpoint.ts'
import { ConnectError } from './errors.ts'
import type { HostKeys } from './host-key.ts'
import type { KnownHost } from './known-hosts.ts'
import { describeKey, hostKeyFile, type PublicKey } from './public-key.ts'
import { where } from './where.ts'

/** The host is in no known_hosts file. What `trust` needs to put it there is in the error. */
export class UnknownHostKey extends ConnectError {
  override name = 'UnknownHostKey'
  readonly endpoint: Endpoint
  /** The name that the key would be listed under. */
  readonly listedAs: string
  readonly key: PublicKey

  constructor(endpoint: Endpoint, keys: HostKeys, key: PublicKey) {
    const files = endpoint.knownHostsFiles.join(' or ') || 'no file'
    const authority = keys.authority
      ? `, only ${place(keys.authority)} a certificate authority, which refit cannot check`
      : ''
    super(
      'host-key-unknown',
      `${where(endpoint)} shows a host key that is not known, ${describeKey(key)}: ${files} has none for ${keys.name}${authority}.`,
      {
        host: endpoint.name,
        next: `Accept it with \`npx zx scripts/trust.mjs --inventory NAME\`, once you have compared it with what \`ssh-keygen -lf ${hostKeyFile(key)}\` prints on the machine itself.`,
      },
    )
    this.endpoint = endpoint
    this.listedAs = keys.name
    this.key = key
  }
}

/** The host shows another key than the known ones, or (without `shown`) none of a type that is known. */
export function changed(endpoint: Endpoint, keys: HostKeys, shown: PublicKey | undefined): ConnectError {
  const expected = keys.trusted.map(entry => `${place(entry)} has ${describeEntry(entry)}`).join(', ')
  const shows = shown
    ? `another host key than the known one, ${describeKey(shown)}`
    : 'no host key of a type that is known'
  return new ConnectError(
    'host-key-changed',
    `${where(endpoint)} shows ${shows}, while ${expected}: this is another machine, a reinstalled one, or an attack.`,
    {
      host: endpoint.name,
      next: `If it was reinstalled, remove the old key with \`ssh-keygen -R '${keys.name}' -f '${keys.trusted[0]?.file ?? ''}'\`, then accept the new one with \`npx zx scripts/trust.mjs --inventory NAME\`.`,
    },
  )
}

/** The host shows a key that a known_hosts file revokes. */
export function revoked(endpoint: Endpoint, shown: PublicKey, by: KnownHost): ConnectError {
  return new ConnectError(
    'host-key-revoked',
    `${where(endpoint)} shows a host key that is revoked, ${describeKey(shown)}: ${place(by)} says not to trust it.`,
    { host: endpoint.name, next: 'Give the machine a new host key, or ask who revoked this one.' },
  )
}

/** A known_hosts file is there and cannot be read, so nothing can be trusted. */
export function unreadable(endpoint: Endpoint, cause: unknown): ConnectError {
  return new ConnectError(
    'known-hosts',
    `${where(endpoint)} cannot be verified, for its known_hosts cannot be read: ${messageOf(cause)}.`,
    {
      host: endpoint.name,
      next: 'Make the file readable, or name another one in the inventory (knownHosts).',
      cause,
    },
  )
}

/** A new key was to be accepted, and could not be written down. */
export function notAdded(endpoint: Endpoint, cause: unknown): ConnectError {
  return new ConnectError(
    'known-hosts',
    `${where(endpoint)} is new, and its host key cannot be added to known_hosts: ${messageOf(cause)}.`,
    {
      host: endpoint.name,
      next: 'Make the file writable, or name another one in the inventory (knownHosts).',
      cause,
    },
  )
}

function place(entry: KnownHost): string {
  return `${entry.file}:${entry.line}`
}

function describeEntry(entry: KnownHost): string {
  return describeKey({ type: entry.keyType, blob: entry.key })
}
