import { suggest } from '../cli/suggest.ts'

/** `, did you mean n1 or n11?` where names like `name` are known, and nothing where none is. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = closest(name, [...known], 3)
  return names.length === 0 ? '' : `, did you mean ${names.join(' or ')}?`
}

function closest(name: string, known: readonly string[], count: number): string[] {
  const first = count === 0 ? undefined : suggest(name, known)
  if (first === undefined) return []
  const others = known.filter(candidate => candidate !== first)
  return [first, ...closest(name, others, count - 1)]
}
