import { createReadStream } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'

/** The little that the inventory needs of a file system. Rejects as Node does. */
export interface Files {
  /** The beginning of a file, `size` bytes at most. */
  read(path: string, size: number): Promise<Uint8Array>
  /** The names in a folder. */
  list(folder: string): Promise<string[]>
  /** A file and its mode. Both are of the same open file, so nobody can put another one in its place between. */
  readWithMode(path: string): Promise<{ text: string; mode: number }>
}

export const localFiles: Files = {
  read: (path, size) => buffer(createReadStream(path, { end: size - 1 })),
  list: folder => readdir(folder),
  readWithMode: async path => {
    const file = await open(path)
    try {
      return { text: await file.readFile('utf8'), mode: (await file.stat()).mode }
    } finally {
      await file.close()
    }
  },
}
