import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { messageOf } from '../../errors.ts'

/** A text, or why there is none. */
type Read = { text: string } | { problem: string }

/** Reads a regular file; a larger one than a manifest is, a binary one and one that is no UTF-8 are refused. */
export async function readText(path: string): Promise<Read> {
  try {
    // Somebody may put a pipe in its place after the folder was listed: reading one would wait for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const { size } = await file.stat()
      if (size > largestFile)
        return { problem: `larger than ${largestFile / 1024 / 1024} MiB, so it was not read` }
      return decode(await file.readFile())
    } finally {
      await file.close()
    }
  } catch (error) {
    return { problem: `not read: ${messageOf(error)}` }
  }
}

/** Reads a stream to its end, within the same bounds. */
export async function readStream(stream: AsyncIterable<Uint8Array | string>): Promise<Read> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > largestFile)
      return { problem: `larger than ${largestFile / 1024 / 1024} MiB, so it was not read` }
    chunks.push(bytes)
  }
  return decode(Buffer.concat(chunks))
}

function decode(bytes: Uint8Array): Read {
  if (bytes.includes(0)) return { problem: 'a binary file, so it was not read' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { problem: 'not UTF-8, so it was not read' }
  }
}

/** In bytes. What `kustomize build` prints for a whole cluster is smaller. */
const largestFile = 16 * 1024 * 1024
