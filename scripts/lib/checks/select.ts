import { exitCodes, RefitError } from '../errors.ts'
import { suggest } from '../cli/suggest.ts'
import { abouts } from './check.ts'
import type { Check } from './check.ts'

/** What --only and --skip name: ids of checks, and what checks are about. */
export interface Selection {
  only: ReadonlySet<string>
  skip: ReadonlySet<string>
}

/** Reads --only and --skip, each given several times or with commas. A RefitError says which name is none. */
export function selection(
  only: readonly string[],
  skip: readonly string[],
  ids: readonly string[],
): Selection {
  const known = [...ids, ...abouts]
  const read = (option: string, words: readonly string[]): ReadonlySet<string> => {
    const names = words.flatMap(word => word.split(',')).map(name => name.trim())
    for (const name of names) {
      if (!known.includes(name)) throw unknown(`--${option} ${name}`, name, known)
    }
    return new Set(names)
  }
  return { only: read('only', only), skip: read('skip', skip) }
}

/** Those of the checks that are selected and matter for going to a runtime. */
export function selected<Some extends Omit<Check<never>, 'run'>>(
  checks: readonly Some[],
  { only, skip }: Selection,
  to: string,
): Some[] {
  return checks.filter(
    ({ id, about, targets }) =>
      (only.size === 0 || only.has(id) || only.has(about)) &&
      !skip.has(id) &&
      !skip.has(about) &&
      (targets === undefined || targets.some(target => target === to)),
  )
}

/** A name that is no check's. */
export function unknown(where: string, name: string, known: readonly string[]): RefitError {
  const meant = suggest(name, known)
  return new RefitError(`${where} is no check.`, {
    next:
      meant === undefined ? 'npx zx scripts/check.mjs --list shows all of them.' : `Did you mean ${meant}?`,
    exitCode: exitCodes.usage,
  })
}
