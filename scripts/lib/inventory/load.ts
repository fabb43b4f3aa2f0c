import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { messageOf, type RefitError } from '../errors.ts'
import { localFiles, type Files } from './files.ts'
import { findInventory, noInventory, type Places } from './find.ts'
import type { Inventory } from './model.ts'
import { parseInventory } from './parse.ts'
import { fromHere, resolvePaths } from './paths.ts'
import { refused } from './refused.ts'
import { maxSize, tooLarge } from './yaml.ts'

export interface LoadOptions extends Partial<Places> {
  directory: string
  files?: Files
}

/**
 * Reads an inventory by its name (`prod` is prod.yaml or prod.yml in the directory) or by its path. Paths in it come
 * out absolute; relative ones start at the inventory's own folder. A RefitError says what is wrong, and where.
 */
export async function loadInventory(nameOrPath: string, options: LoadOptions): Promise<Inventory> {
  const { files = localFiles, ...given } = options
  const places = { home: homedir(), cwd: process.cwd(), ...given }
  const path = await findInventory(nameOrPath, places, files)
  const shown = fromHere(path, places.cwd)
  const bytes = await files.read(path, maxSize + 1).catch(async (error: unknown) => {
    throw codeOf(error) === 'ENOENT' ? await noInventory(shown, places, files) : unreadable(shown, error)
  })
  if (bytes.length > maxSize) throw tooLarge(shown)
  const inventory = parseInventory(decode(bytes, shown), shown)
  const hosts = inventory.hosts.map(host => ({
    ...host,
    settings: resolvePaths(host.settings, dirname(path), places.home),
  }))
  return { ...inventory, hosts }
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused(`${shown} is not a text file: its bytes are not UTF-8`)
  }
}

function unreadable(shown: string, error: unknown): RefitError {
  const reasons: Record<string, string> = { EACCES: 'you may not read it', EISDIR: 'it is a folder' }
  return refused(`cannot read the inventory ${shown}: ${reasons[codeOf(error)] ?? messageOf(error)}`)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''
