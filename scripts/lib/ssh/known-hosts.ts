import { createHmac } from 'node:crypto'

/** One line of a known_hosts file. Its format: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly file: string
  readonly line: number
  readonly marker: '@revoked' | '@cert-authority' | undefined
  /** Comma-separated patterns, or one hashed name. */
  readonly hosts: string
  readonly keyType: string
  readonly key: Buffer
}

/**
 * Parses the text of one known_hosts file. Like ssh, it passes over lines that it cannot read;
 * but it throws on a revocation that it cannot read, for passing over that would trust the key.
 */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index) => parseLine(line.trim(), file, index + 1) ?? [])
}

function parseLine(text: string, file: string, line: number): KnownHost | undefined {
  if (text === '' || text.startsWith('#')) return undefined
  const words = text.split(/\s+/)
  const marker = text.startsWith('@') ? words.shift() : undefined
  const [hosts, keyType, encoded] = words
  const readable =
    hosts !== undefined && keyType !== undefined && encoded !== undefined && isKey(encoded, keyType)
  if (marker === '@revoked' && !readable)
    throw new SyntaxError(`${file}:${line}: this @revoked line cannot be read`)
  if (!readable || !isMarker(marker)) return undefined
  return { file, line, marker, hosts, keyType, key: Buffer.from(encoded, 'base64') }
}

function isMarker(text: string | undefined): text is KnownHost['marker'] {
  return text === undefined || text === '@revoked' || text === '@cert-authority'
}

/** A public key names its own type: a length and that many bytes, at its very start (RFC 4253, section 6.6). */
function isKey(encoded: string, keyType: string): boolean {
  const key = Buffer.from(encoded, 'base64')
  return key.length > 4 && key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1') === keyType
}

/** Whether a line's host field covers this name, which is `[host]:port` for a port that is not 22. */
export function matchesHost(hosts: string, name: string): boolean {
  const lowerCase = name.toLowerCase()
  if (hosts.startsWith('|1|')) return matchesHash(hosts, lowerCase)
  const patterns = hosts.toLowerCase().split(',')
  const matched = (list: readonly string[]) => list.some(pattern => wildcard(pattern).test(lowerCase))
  const excluded = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1))
  return !matched(excluded) && matched(patterns.filter(pattern => !pattern.startsWith('!')))
}

/** `|1|salt|hash`, where hash is the HMAC-SHA1 of the name, keyed by the salt. */
function matchesHash(hosts: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hosts.split('|')
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's')
}
