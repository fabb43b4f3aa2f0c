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
  const all = [...groups.values()]
  const inside = Map.groupBy(
    all.flatMap(group => [...group.parents].map(parent => ({ parent, group }))),
    ({ parent }) => parent,
  )
  const waiting = new Map(all.map(group => [group, group.parents.size]))
  const order: Group[] = []
  // One level after the other. A group is in the one below the last of its parents: its longest way down counts.
  let level = all.filter(({ parents }) => parents.size === 0)
  while (level.length > 0) {
    order.push(...level.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    level = level.flatMap(({ name }) =>
      (inside.get(name) ?? []).flatMap(({ group }) => {
        const left = (waiting.get(group) ?? 0) - 1
        waiting.set(group, left)
        return left === 0 ? [group] : []
      }),
    )
  }
  const done = new Set(order.map(({ name }) => name))
  const left = all.filter(({ name }) => !done.has(name))
  return { order, problems: left.length === 0 ? [] : [cyclic(wayRound(left, done), source)] }
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
