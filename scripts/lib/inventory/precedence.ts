import type { Group } from './groups.ts'
import type { Problem } from './problem.ts'
import type { Source } from './source.ts'

/**
 * Groups in the order in which their settings are laid over each other: parents before children, groups of one
 * level by name. Groups that are within themselves have no place in it; the problem shows a way round.
 */
export function precedence(
  groups: ReadonlyMap<string, Group>,
  source: Source,
): { order: Group[]; problems: Problem[] } {
  const order: Group[] = []
  const done = new Set<string>()
  let left = [...groups.values()]
  // Each round is one level: the groups whose parents all have had their turn. So the longest way to a group counts.
  while (left.length > 0) {
    const level = left.filter(({ parents }) => parents.isSubsetOf(done))
    if (level.length === 0) return { order, problems: [cyclic(wayRound(left, done), source)] }
    order.push(...level.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    for (const { name } of level) done.add(name)
    left = left.filter(({ name }) => !done.has(name))
  }
  return { order, problems: [] }
}

const cyclic = (way: readonly Group[], source: Source): Problem => {
  const names = way.map(({ name }) => name).join(' > ')
  return source.problem(way[0]?.path ?? [], `cyclic groups: ${names}`, { at: 'key' })
}

/** Up from parent to parent: among the groups that are left each has such a one, so the way meets itself. */
function wayRound(left: readonly Group[], done: ReadonlySet<string>): Group[] {
  const way: Group[] = []
  let [group] = left
  while (group && !way.includes(group)) {
    way.push(group)
    const [parent] = group.parents.difference(done)
    group = left.find(({ name }) => name === parent)
  }
  return group ? [...way.slice(way.indexOf(group)), group].toReversed() : []
}
