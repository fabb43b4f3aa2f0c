import { assembleGroups, assembleHost } from './assemble.ts'
import { clashes } from './clashes.ts'
import { readGroups } from './groups.ts'
import { hostProblems } from './host-problems.ts'
import { readHosts } from './hosts.ts'
import { listings } from './listings.ts'
import type { Inventory } from './model.ts'
import { precedence } from './precedence.ts'
import { refusal, type Problem } from './problem.ts'
import { readSource, type Source } from './source.ts'
import { validate } from './validate.ts'

/** Reads an inventory from its text; `file` is what messages call it. A RefitError has a line for each problem. */
export function parseInventory(text: string, file: string): Inventory {
  const source = readSource(text, file)
  const written = validate(source)
  const { groups, problems: groupProblems } = readGroups(written, source)
  const { order, problems: cycles } = precedence(groups, source)
  const all = listings(written, groups.values(), source)
  const entries = readHosts(all)
  insist(source, [...groupProblems, ...cycles, ...hostProblems(all, entries, groups, source)])

  const hosts = [...entries.values()].map(entry => assembleHost(entry, written, order))
  insist(source, clashes(hosts, entries, source))
  const names = hosts.map(({ name }) => name)
  return { file, hosts, groups: new Map([['all', names], ...assembleGroups(all, order)]) }
}

function insist({ file }: Source, problems: readonly Problem[]): void {
  if (problems.length > 0) throw refusal(file, problems)
}
