import type { z } from 'zod'
import { refusal, type Path, type Problem } from './problem.ts'
import { inventoryFile, type WrittenInventory } from './schema.ts'
import type { Source } from './source.ts'
import { wording } from './wording.ts'

/**
 * Checks the form of an inventory; a RefitError names all that is wrong with it. Gives the values as they were
 * written: with the defaults in, a host's default would win over what its group says.
 */
export function validate(source: Source): WrittenInventory {
  if (isInventory(source.value)) return source.value
  const issues = parse(source.value).error?.issues ?? []
  throw refusal(
    source.file,
    issues.flatMap(issue => problems(issue, [], source)),
  )
}

const parse = (value: unknown) => inventoryFile.safeParse(value, { error: wording })

const isInventory = (value: unknown): value is WrittenInventory => parse(value).success

function problems(issue: z.core.$ZodIssue, parent: Path, source: Source): Problem[] {
  const path = [...parent, ...issue.path.map(part => (typeof part === 'symbol' ? String(part) : part))]
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n')
    return issue.keys.map((key, index) =>
      source.problem([...path, key], messages[index] ?? '', { at: 'key' }),
    )
  }
  if (issue.code === 'invalid_key') {
    return [source.problem(path, issue.issues[0]?.message ?? issue.message, { at: 'key' })]
  }
  const branch = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined
  return branch?.flatMap(inner => problems(inner, path, source)) ?? [source.problem(path, issue.message)]
}

/** Of the forms that a value may have, the one that it has in the main: a list with a wrong item is a list. */
function meantBranch(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const likely = branches.filter(
    issues => !issues.some(issue => issue.code === 'invalid_type' && issue.path.length === 0),
  )
  return likely.length === 1 ? likely[0] : undefined
}
