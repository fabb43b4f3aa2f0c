import type { Endpoint } from './endpoint.ts'
import { ConnectError } from './errors.ts'
import type { HostKeys } from './host-key.ts'
import type { KnownHost } from './known-hosts.ts'
import { describeKey, type PublicKey } from './public-key.ts'

/** The host is in no known_hosts file. */
export function unknown(endpoint: Endpoint, keys: HostKeys, shown: PublicKey): ConnectError {
  const authority = keys.authority
    ? ` (${place(keys.authority)} trusts it by a certificate authority, which refit cannot check)`
    : ''
  return new ConnectError(
    'host-key-unknown',
    `The host key of ${where(endpoint)} is not known: it shows ${describeKey(shown)}, and ${listFiles(endpoint)} has no key for ${keys.name}${authority}.`,
    {
      host: endpoint.name,
      next: 'Compare the fingerprint with the one on the machine itself (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`), then accept it with `npx zx scripts/trust.mjs --inventory NAME`.',
    },
  )
}

/** The host shows another key than the known ones, or (without `shown`) none of a type that is known. */
export function changed(endpoint: Endpoint, keys: HostKeys, shown: PublicKey | undefined): ConnectError {
  const expected = keys.trusted.map(entry => `${place(entry)} has ${describeEntry(entry)}`).join(', ')
  const shows = shown ? `it shows ${describeKey(shown)}` : 'it shows no key of a known type'
  return new ConnectError(
    'host-key-changed',
    `The host key of ${where(endpoint)} is not the known one: ${shows}, but ${expected}; this is another machine, a reinstalled one, or an attack.`,
    {
      host: endpoint.name,
      next: `If the machine was reinstalled, remove the old key with \`ssh-keygen -R '${keys.name}' -f '${keys.trusted[0]?.file ?? ''}'\`, then accept the new one with \`npx zx scripts/trust.mjs --inventory NAME\`.`,
    },
  )
}

/** The host shows a key that a known_hosts file revokes. */
export function revoked(endpoint: Endpoint, shown: PublicKey, by: KnownHost): ConnectError {
  return new ConnectError(
    'host-key-revoked',
    `The host key of ${where(endpoint)} is revoked: it shows ${describeKey(shown)}, which ${place(by)} says not to trust.`,
    { host: endpoint.name, next: 'Give the machine a new host key, or ask who revoked this one.' },
  )
}

/** A known_hosts file is there and cannot be read, so nothing can be trusted. */
export function unreadable(endpoint: Endpoint, cause: unknown): ConnectError {
  return new ConnectError(
    'known-hosts',
    `The host key of ${where(endpoint)} cannot be checked: ${(cause as Error).message}.`,
    {
      host: endpoint.name,
      next: 'Make the known_hosts file readable, or name another one in the inventory (knownHosts).',
      cause,
    },
  )
}

/** A new key was to be accepted, and could not be written down. */
export function notAdded(endpoint: Endpoint, cause: unknown): ConnectError {
  return new ConnectError(
    'known-hosts',
    `The new host key of ${where(endpoint)} cannot be added to ${endpoint.knownHostsFiles[0] ?? 'known_hosts'}: ${(cause as Error).message}.`,
    {
      host: endpoint.name,
      next: 'Make that file writable, or name another one in the inventory (knownHosts).',
      cause,
    },
  )
}

/** `n1 (198.18.0.11:22)`. */
export function where(endpoint: Pick<Endpoint, 'name' | 'address' | 'port'>): string {
  return `${endpoint.name} (${endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address}:${endpoint.port})`
}

function place(entry: KnownHost): string {
  return `${entry.file}:${entry.line}`
}

function describeEntry(entry: KnownHost): string {
  return describeKey({ type: entry.keyType, blob: entry.key })
}

function listFiles(endpoint: Endpoint): string {
  return endpoint.knownHostsFiles.length > 0 ? endpoint.knownHostsFiles.join(' or ') : 'no known_hosts file'
}
