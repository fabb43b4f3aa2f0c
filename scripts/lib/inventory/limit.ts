import { readFileSync } from 'node:fs'
import { exitCodes, RefitError } from '../errors.ts'
import { matchFile } from './limit-file.ts'
import { matchPart, type Match } from './limit-match.ts'
import { patternParts } from './limit-parts.ts'
import type { Host, Inventory } from './model.ts'
import { harmless } from '../report/harmless.ts'

/**
 * The hosts that patterns such as `workers:!n3` leave, in the order of the inventory; without a pattern all of them.
 * Several patterns are read as one: the hosts of all plain parts, of these the ones in each `&` part, without the
 * ones in any `!` part. A RefitError names each part that stands for no host: a slip behind a `!` would let one through.
 */
export function limit(
  inventory: Inventory,
  patterns: readonly string[],
  readFile = (path: string): string => readFileSync(path, 'utf8'),
): Host[] {
  if (patterns.length === 0) return inventory.hosts
  const parts = patterns.flatMap(patternParts).map(({ operator, text }) => ({
    operator,
    match: text.startsWith('@') ? matchFile(inventory, text.slice(1), readFile) : matchPart(inventory, text),
  }))
  const problems = parts.flatMap(({ match }) => match.problems)
  if (problems.length > 0) throw refusal(problems)

  const matches = (operator: string): Match[] =>
    parts.filter(part => part.operator === operator).map(({ match }) => match)
  const [plain, kept, dropped] = [matches(''), matches('&'), matches('!')]
  const hosts = inventory.hosts.filter(
    ({ name }) =>
      (plain.length === 0 || plain.some(({ names }) => names.has(name))) &&
      kept.every(({ names }) => names.has(name)) &&
      !dropped.some(({ names }) => names.has(name)),
  )
  if (hosts.length === 0) throw refusal([`"${patterns.join(',')}" leaves no host of ${inventory.file}`])
  return hosts
}

const refusal = (problems: readonly string[]): RefitError =>
  new RefitError(problems.map(problem => harmless(`--limit: ${problem}`)).join('\n'), {
    exitCode: exitCodes.usage,
  })
