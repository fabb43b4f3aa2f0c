import type { Group } from './groups.ts'
import type { HostEntry } from './hosts.ts'
import type { Listing } from './listings.ts'
import { mergeSettings, mergeVars } from './merge.ts'
import type { Host } from './model.ts'
import type { WrittenInventory } from './schema.ts'

/** A host with all that holds for it: what the top says, its groups in `order`, the groups about it alone, and it. */
export function assembleHost(entry: HostEntry, top: WrittenInventory, order: readonly Group[]): Host {
  const around = withOuter(entry.groups.keys(), order)
  const groups = order.filter(({ name }) => around.has(name))
  const alone = [...groups.flatMap(({ name }) => entry.groups.get(name) ?? []), entry.written]
  const levels = [top, ...groups.map(group => group.written), ...alone]
  return {
    name: entry.name,
    address: alone.findLast(({ address }) => address !== undefined)?.address ?? entry.name,
    // kubelet takes its machine's name, in lower case.
    node: alone.findLast(({ node }) => node !== undefined)?.node ?? entry.name.toLowerCase(),
    groups: groups.map(({ name }) => name),
    settings: mergeSettings(levels),
    vars: mergeVars(levels),
  }
}

/** The names of a group's hosts for each group, in the order in which the file lists them. */
export function assembleGroups(all: readonly Listing[], order: readonly Group[]): [string, string[]][] {
  const members = new Map(order.map(({ name }) => [name, new Set<string>()]))
  for (const { names, group } of all) {
    if (group === undefined) continue
    for (const around of withOuter([group], order))
      for (const name of names.list()) members.get(around)?.add(name)
  }
  return [...members].map(([group, names]) => [group, [...names]])
}

/** These groups, and all that they are in. */
function withOuter(names: Iterable<string>, order: readonly Group[]): Set<string> {
  const found = new Set(names)
  // Inner groups first, so that what a group adds is still to come.
  for (const { name, parents } of order.toReversed())
    if (found.has(name)) for (const parent of parents) found.add(parent)
  return found
}
