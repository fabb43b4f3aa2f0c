import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Everything below a directory that undo must bring back: type, mode, owner, content. By path. */
export async function tree(root: string, omit: readonly string[] = []): Promise<Record<string, string>> {
  const entries: Record<string, string> = {}
  await walk('')
  return entries

  async function walk(path: string): Promise<void> {
    for (const name of (await readdir(join(root, path))).toSorted()) {
      const inner = join(path, name)
      if (omit.includes(inner)) continue
      entries[inner] = await describe(join(root, inner))
      if (entries[inner].startsWith('directory')) await walk(inner)
    }
  }
}

async function describe(path: string): Promise<string> {
  const stat = await lstat(path)
  const owner = `${stat.uid}:${stat.gid}`
  if (stat.isSymbolicLink()) return `link ${owner} ${await readlink(path)}`
  const bits = (stat.mode & 0o7777).toString(8)
  if (stat.isDirectory()) return `directory ${bits} ${owner}`
  return `file ${bits} ${owner} ${(await readFile(path)).toString('latin1')}`
}
