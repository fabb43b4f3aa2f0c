import ssh2, { type ParsedKey } from 'ssh2'

export interface KeyPair {
  readonly private: string
  readonly public: string
  /** The public half, wire format. */
  readonly blob: Buffer
}

/** Makes a new key pair. */
export function newKey(type: 'ed25519' | 'ecdsa' = 'ed25519', passphrase?: string): KeyPair {
  const lock = passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 1 }
  const pair =
    type === 'ed25519'
      ? ssh2.utils.generateKeyPairSync('ed25519', lock)
      : ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, ...lock })
  return { ...pair, blob: parsedKey(pair.public).getPublicSSH() }
}

/** Parses a key, which must be one. */
export function parsedKey(data: string | Buffer): ParsedKey {
  const parsed = ssh2.utils.parseKey(data)
  if (parsed instanceof Error) throw parsed
  const [single = parsed] = [parsed].flat()
  return single
}
