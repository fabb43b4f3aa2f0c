import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The shells that a node may have as `sh`, and whether this machine has them. */
export const shells: readonly {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly installed: boolean
}[] = [
  { name: 'dash', command: ['dash'], installed: hasProgram('dash') },
  { name: 'bash', command: ['bash', '--posix'], installed: hasProgram('bash') },
  { name: 'busybox', command: ['busybox', 'sh'], installed: hasProgram('busybox') },
]

/** Where a program is on the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map(folder => join(folder, name)).find(isExecutable)
}

function hasProgram(name: string): boolean {
  return findProgram(name) !== undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
