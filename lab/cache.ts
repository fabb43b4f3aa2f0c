import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Progress } from './progress.ts'
import { withLock } from './lock.ts'

/** Where the cache lies, and who is told what is being built. */
export interface CacheOptions {
  cache: string
  progress: Progress
}

/**
 * The path of the cache's entry `name` for these inputs; `build` fills an empty folder if there is no such entry.
 * An entry appears whole or not at all, and only one process builds it at a time.
 */
export async function cached(
  name: string,
  inputs: string[],
  { cache, progress }: CacheOptions,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const entry = join(cache, `${name}-${digest(inputs)}`)
  if (existsSync(entry)) return entry
  const waiting = () => progress.note(`Another lab is building ${name}; waiting for it.`)
  await withLock(join(cache, 'locks', name), waiting, async () => {
    if (existsSync(entry)) return
    const unfinished = `${entry}.unfinished`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true })
    try {
      await build(unfinished)
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true })
      throw error
    }
    await rename(unfinished, entry)
  })
  return entry
}

/** The content of all files below a folder, with their names, as input for a cache key. */
export async function contentOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const read = async (file: string) => `${relative(folder, file)}\n${await readFile(file, 'utf8')}`
  return Promise.all(files.toSorted().map(read))
}

/** The first 12 hexadecimal digits of the SHA-256 of a list of texts. */
function digest(inputs: string[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 12)
}
