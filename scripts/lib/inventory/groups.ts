import type { Path, Problem } from './problem.ts'
import type { WrittenGroup, WrittenInventory } from './schema.ts'
import type { Source } from './source.ts'

export interface Group {
  name: string
  path: Path
  written: WrittenGroup
  /** The groups that it is directly in. */
  parents: Set<string>
}

/** All groups of a file by name, in its order and wherever they are defined, and what is wrong with the names. */
export function readGroups(written: WrittenInventory, source: Source) {
  const found = Object.entries(written.groups ?? {}).flatMap(([name, group]) => [
    ...mentions({ name, path: ['groups', name], definition: group ?? {} }),
  ])
  const groups = new Map<string, Group>()
  const problems: Problem[] = []
  for (const { name, path, definition } of found) {
    if (!definition) continue
    if (groups.has(name)) problems.push(source.problem(path, `group ${name} is there twice`, { at: 'key' }))
    else groups.set(name, { name, path, written: definition, parents: new Set() })
  }
  for (const { name, path, parent } of found) {
    const wrong = { name, known: groups.keys() }
    if (!groups.has(name))
      problems.push(source.problem(path, `undefined group ${name}`, { at: 'key', wrong }))
    if (parent !== undefined) groups.get(name)?.parents.add(parent)
  }
  return { groups, problems }
}

/** A place where a group is defined, or only named, as a child of another one. */
interface Mention {
  name: string
  path: Path
  parent?: string
  definition?: WrittenGroup | undefined
}

function* mentions(group: Mention): Generator<Mention> {
  yield group
  const { children = [] } = group.definition ?? {}
  const path = [...group.path, 'children']
  const parent = group.name
  if (Array.isArray(children)) {
    for (const [index, name] of children.entries()) yield { name, path: [...path, index], parent }
  } else {
    // A child without a value is one that is defined elsewhere, as Ansible has it.
    for (const [name, child] of Object.entries(children)) {
      yield* mentions({ name, path: [...path, name], parent, definition: child ?? undefined })
    }
  }
}
