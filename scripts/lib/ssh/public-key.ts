import { createHash } from 'node:crypto'

/** A public key as it goes over the wire. */
export interface PublicKey {
  readonly type: string
  readonly blob: Buffer
}

/** Reads the key type that a wire-format key begins with (RFC 4253, section 6.6). */
export function publicKey(blob: Buffer): PublicKey {
  const length = blob.length > 4 ? blob.readUInt32BE(0) : 0
  return { type: blob.subarray(4, 4 + length).toString('latin1'), blob }
}

/** `SHA256:…`, as ssh and ssh-keygen print it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** For people: `ED25519 SHA256:…`. */
export function describeKey(key: PublicKey): string {
  return `${keyTypeName(key.type)} ${fingerprint(key.blob)}`
}

/** Where sshd keeps the public half of a host key of that type, if it is not told otherwise. */
export function hostKeyFile({ type }: PublicKey): string {
  return `/etc/ssh/ssh_host_${/rsa|ecdsa|ed25519/.exec(type)?.[0] ?? '*'}_key.pub`
}

function keyTypeName(type: string): string {
  return type
    .replace(/^ssh-/, '')
    .replace(/^ecdsa-sha2-nistp/, 'ECDSA-')
    .replace(/@.*$/, '')
    .toUpperCase()
}
