import { join, resolve } from 'node:path'
import type { RefitError } from '../errors.ts'
import type { Files } from './files.ts'
import { expandHome, fromHere } from './paths.ts'
import { refused } from './refused.ts'

export interface Places {
  /** Where inventories are looked up by name. */
  directory: string
  /** What `~` is. */
  home: string
  /** What a path on the command line is relative to. */
  cwd: string
}

/** The path of an inventory: what has a slash or ends in .yaml or .yml is one; else it is a name in the directory. */
export async function findInventory(wanted: string, places: Places, files: Files): Promise<string> {
  if (/\/|\.ya?ml$/.test(wanted)) return resolve(places.cwd, expandHome(wanted, places.home))
  const there = (await filesIn(places.directory, files)).filter(file => nameOf(file) === wanted)
  if (there.length > 1)
    throw refused(`the inventory "${wanted}" could be ${there.join(' or ')}: give the path of one`)
  if (there[0] === undefined) throw await noInventory(wanted, places, files)
  return join(places.directory, there[0])
}

/** Says that an inventory is not there, and which are. */
export async function noInventory(
  wanted: string,
  { directory, cwd }: Places,
  files: Files,
): Promise<RefitError> {
  const names = [...new Set((await filesIn(directory, files)).map(nameOf))]
  const others = names.length === 0 ? 'there is none at all' : `there are ${names.join(', ')}`
  return refused(`there is no inventory "${wanted}"; in ${fromHere(directory, cwd)} ${others}`)
}

/** The inventories in a folder; a folder that cannot be read has none. */
async function filesIn(directory: string, files: Files): Promise<string[]> {
  const all = await files.list(directory).catch(() => [])
  return all.filter(file => ending.test(file)).toSorted()
}

const nameOf = (file: string): string => file.replace(ending, '')

const ending = /\.ya?ml$/
