import type { Group } from './groups.ts'
import { readNames, type Names } from './names.ts'
import { refusal, type Path } from './problem.ts'
import type { WrittenHost, WrittenInventory } from './schema.ts'
import type { Source } from './source.ts'

/** One key or item of the file that names hosts: under the top `hosts`, or in a group. */
export interface Listing {
  /** As it is written: a name or a range. */
  text: string
  names: Names
  path: Path
  /** Absent for the top `hosts`. */
  group?: string
  /** What it says about them. An item of a list says nothing: it only names hosts. */
  written?: WrittenHost
}

/** All listings of a file, those of the top `hosts` first. A RefitError refuses more names than a fleet can have. */
export function listings(written: WrittenInventory, groups: Iterable<Group>, source: Source): Listing[] {
  const ofGroups = [...groups].flatMap(({ name, path, written: { hosts } }) =>
    read(hosts, [...path, 'hosts']).map(listing => ({ ...listing, group: name })),
  )
  const all = [...read(written.hosts, ['hosts']), ...ofGroups]
  const total = all.reduce((sum, { names }) => sum + names.count, 0)
  if (total > maxTotal)
    throw refusal(source.file, [
      source.problem([], `it names hosts ${total} times, more than refit reads (${maxTotal})`),
    ])
  return all
}

const maxTotal = 100_000

const read = (hosts: string[] | Record<string, WrittenHost | null> = {}, path: Path): Listing[] =>
  Array.isArray(hosts)
    ? hosts.map((text, index) => ({ text, names: namesOf(text), path: [...path, index] }))
    : Object.entries(hosts).map(([text, written]) => ({
        text,
        names: namesOf(text),
        path: [...path, text],
        written: written ?? {},
      }))

/** The schema has found out before whether a text stands for names. */
function namesOf(text: string): Names {
  const names = readNames(text)
  return 'problem' in names ? { count: 0, list: () => [] } : names
}
