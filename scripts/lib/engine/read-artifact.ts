import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { messageOf } from '../errors.ts'

/** An archive of this machine, whole. Throws an Error where it cannot be read, or its SHA-256 is another. */
export async function readArtifact({ source, sha256 }: { source: string; sha256: string }): Promise<Buffer> {
  const content = await readFile(source).catch((error: unknown) => {
    throw new Error(`The archive ${source} cannot be read: ${messageOf(error)}.`, { cause: error })
  })
  const sum = createHash('sha256').update(content).digest('hex')
  if (sum !== sha256) throw new Error(`The archive ${source} has the SHA-256 ${sum}, and not ${sha256}.`)
  return content
}
