import type { Group } from './groups.ts'
import type { HostEntry } from './hosts.ts'
import type { Listing } from './listings.ts'
import type { Problem } from './problem.ts'
import type { Source } from './source.ts'

/** What is wrong with the names of hosts, though each by itself is right. */
export function hostProblems(
  all: readonly Listing[],
  hosts: ReadonlyMap<string, HostEntry>,
  groups: ReadonlyMap<string, Group>,
  source: Source,
): Problem[] {
  if (hosts.size === 0) return [source.problem([], 'no host is defined')]
  return [
    ...repeated(all, source),
    ...oneForMany(all, source),
    ...undefinedHosts(all, hosts, source),
    ...[...groups.values()]
      .filter(({ name }) => hosts.has(name))
      .map(({ name, path }) => source.problem(path, `${name} is the name of a host too`, { at: 'key' })),
  ]
}

function repeated(all: readonly Listing[], source: Source): Problem[] {
  const seen = new Map<string, string>()
  return all.flatMap(({ text, names, path, group = '' }) => {
    const list = names.list().map(name => ({ name, id: `${group}/${name}` }))
    const [again] = list.flatMap(({ name, id }) => (seen.has(id) ? [{ name, first: seen.get(id) }] : []))
    for (const { id } of list) seen.set(id, text)
    if (!again) return []
    return [source.problem(path, `host ${again.name} is there twice, first as ${again.first}`, { at: 'key' })]
  })
}

const oneForMany = (all: readonly Listing[], source: Source): Problem[] =>
  all.flatMap(({ names, path, written = {} }) =>
    (['address', 'node'] as const)
      .filter(key => names.count > 1 && written[key] !== undefined)
      .map(key => source.problem([...path, key], `one ${key} cannot be that of ${names.count} hosts`)),
  )

const undefinedHosts = (
  all: readonly Listing[],
  hosts: ReadonlyMap<string, HostEntry>,
  source: Source,
): Problem[] =>
  all.flatMap(({ names, path }) => {
    const name = names.list().find(candidate => !hosts.has(candidate))
    if (name === undefined) return []
    const wrong = { name, known: hosts.keys() }
    return [source.problem(path, `undefined host ${name}`, { wrong })]
  })
