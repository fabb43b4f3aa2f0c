import ssh2, { type ParsedKey } from 'ssh2'

export interface KeyPair {
  readonly private: string
  readonly public: string
  /** The public half, wire format. */
  readonly blob: Buffer
}

/** Makes a new key pair. */
export function newKey(type: 'ed25519' | 'ecdsa' = 'ed25519'): KeyPair {
  for (;;) {
    const pair =
      type === 'ed25519'
        ? ssh2.utils.generateKeyPairSync('ed25519')
        : ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 })
    const key = ssh2.utils.parseKey(pair.public)
    // ssh2 1.17 makes one in a few hundred of its keys too short, and cannot read it itself.
    if (!(key instanceof Error)) return { ...pair, blob: key.getPublicSSH() }
  }
}

/** Makes a private key that a passphrase locks. */
export function newLockedKey(): string {
  const options = { passphrase: 'a passphrase', cipher: 'aes256-ctr', rounds: 1 } as const
  return ssh2.utils.generateKeyPairSync('ed25519', options).private
}

/** Parses a key, which must be one. */
export function parsedKey(data: string | Buffer): ParsedKey {
  const parsed = ssh2.utils.parseKey(data)
  if (parsed instanceof Error) throw parsed
  const [single = parsed] = [parsed].flat()
  return single
}
