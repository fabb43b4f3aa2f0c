import { readFile } from 'node:fs/promises'
import ssh2, { type ParsedKey } from 'ssh2'
import type { Endpoint, IdentityFile } from './endpoint.ts'
import { messageOf } from '../errors.ts'
import { ConnectError } from './errors.ts'

/** A private key file that can sign, or why it cannot. */
export interface Identity {
  readonly path: string
  readonly required: boolean
  readonly key: ParsedKey | undefined
  /** The public half, wire format: known for an encrypted key too, if its `.pub` file is there. */
  readonly publicBlob: Buffer | undefined
  /** Why it cannot sign. */
  readonly unusable: string | undefined
}

/** Reads an endpoint's identity files; those that are only ssh's defaults may be missing. */
export async function readIdentities(endpoint: Endpoint): Promise<readonly Identity[]> {
  const identities = await Promise.all(endpoint.identityFiles.map(file => readIdentity(file, endpoint)))
  return identities.filter(identity => identity !== undefined)
}

async function readIdentity(
  { path, required }: IdentityFile,
  endpoint: Endpoint,
): Promise<Identity | undefined> {
  try {
    const key = parse(await readFile(path))
    if (!(key instanceof Error))
      return { path, required, key, publicBlob: key.getPublicSSH(), unusable: undefined }
    return { path, required, key: undefined, publicBlob: await publicHalf(path), unusable: key.message }
  } catch (error) {
    if (!required) return undefined
    throw new ConnectError(
      'configuration',
      `The identity file of ${endpoint.name} cannot be read: ${messageOf(error)}.`,
      {
        host: endpoint.name,
        next: 'Correct identityFile in the inventory.',
        cause: error,
      },
    )
  }
}

function parse(text: Buffer): ParsedKey | Error {
  const key = ssh2.utils.parseKey(text)
  if (key instanceof Error) {
    return /encrypted/i.test(key.message)
      ? new Error('it is encrypted (unlock it with `ssh-add`)')
      : new Error('ssh2 cannot read its format')
  }
  const [single = key] = [key].flat()
  return single.isPrivateKey() ? single : new Error('it is a public key')
}

async function publicHalf(path: string): Promise<Buffer | undefined> {
  try {
    const key = ssh2.utils.parseKey(await readFile(`${path}.pub`))
    return key instanceof Error ? undefined : key.getPublicSSH()
  } catch {
    return undefined
  }
}
