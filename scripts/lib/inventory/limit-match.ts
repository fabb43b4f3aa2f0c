import type { Inventory } from './model.ts'
import { didYouMean } from './suggest.ts'

/** The hosts that a part of a pattern stands for, or a sentence for each thing in it that stands for none. */
export interface Match {
  names: Set<string>
  problems: string[]
}

/** Looks up a host, a group, a glob or `~regex`; the first three also with an index or a slice: `workers[0:2]`. */
export function matchPart(inventory: Inventory, text: string): Match {
  if (text === '') return none('there is an empty part in it; is a variable of the shell empty?')
  const [, base = text, slice] = text.startsWith('~') ? [] : (/^(.+)\[(-?\d+|\d+:\d*)\]$/s.exec(text) ?? [])
  const fits = nameTest(base)
  if (!fits) return none(`"${text}" cannot be read as a pattern`)
  const hosts = inventory.hosts.map(({ name }) => name)
  // `a*` is about names that somebody gave: in Ansible it is all hosts, because of the group all.
  const ofGroups = [...inventory.groups].flatMap(([group, members]) =>
    fits(group) && (group !== 'all' || base === 'all') ? members : [],
  )
  const names = [...new Set([...ofGroups, ...hosts.filter(fits)])]
  if (names.length === 0) {
    if (inventory.groups.has(base)) return none(`the group "${base}" has no host`)
    const hint = didYouMean(base, [...inventory.groups.keys(), ...hosts])
    return none(`"${base}" stands for no host of ${inventory.file}${hint}`)
  }
  const chosen = slice === undefined ? names : cut(names, slice)
  if (chosen.length === 0) return none(`"${text}" stands for no host: "${base}" has ${names.length}`)
  return { names: new Set(chosen), problems: [] }
}

const none = (problem: string): Match => ({ names: new Set(), problems: [problem] })

/** Whether a name is meant; as in Ansible, a regular expression begins where the name does, and may end before it. */
function nameTest(text: string): ((name: string) => boolean) | undefined {
  if (!text.startsWith('~') && !/[*?[]/.test(text)) return name => name === text
  try {
    const expression = new RegExp(text.startsWith('~') ? `^(?:${text.slice(1)})` : `^${globSource(text)}$`)
    return name => expression.test(name)
  } catch {
    return undefined
  }
}

/** `*`, `?`, `[abc]`, `[!abc]`, as a shell knows them. */
const globSource = (glob: string): string =>
  glob.replaceAll(
    /\*|\?|\[(!?)([^\]]+)\]|[^\w]/g,
    (token, not: string | undefined, set: string | undefined) => {
      if (token === '*') return '.*'
      if (token === '?') return '.'
      if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replaceAll(/[\\^[]/g, String.raw`\$&`)}]`
      return `\\${token}`
    },
  )

/** `0`, `-1`, `0:2` (both ends belong to it), `1:`. */
function cut(names: readonly string[], slice: string): string[] {
  const [from = '', to] = slice.split(':')
  if (to === undefined)
    return names.filter((_, index) => index === Number(from) || index - names.length === Number(from))
  return names.slice(Number(from), to === '' ? undefined : Number(to) + 1)
}
