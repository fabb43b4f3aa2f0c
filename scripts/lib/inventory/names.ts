import { isIPv6 } from 'node:net'

/** The names that a text stands for. The list of them is made only when it is asked for. */
export interface Names {
  count: number
  list: () => string[]
}

/** Reads the name of a host or a range: `node[01:20]` is 20 names, `node[a:f]` is 6, `n[0:8:2]` is n0, n2 … n8. */
export function readNames(text: string): Names | { problem: string } {
  const pieces = isIPv6(text) ? [text] : text.split(/\[([^[\]]*)\]/)
  const read = pieces.map((piece, index) => (index % 2 === 0 ? plain(piece) : readRange(piece)))
  const broken = read.find(part => typeof part === 'string')
  if (broken !== undefined) return { problem: broken }
  const parts = read.filter(part => typeof part !== 'string')
  const count = parts.reduce((product, part) => product * part.count, 1)
  if (count > maxNames) return { problem: `this range is of more than ${maxNames} hosts` }
  const first = parts.map(part => part.at(0)).join('')
  if (!isHostName(first)) return { problem: `expected a host name: ${nameRule}` }
  return { count, list: () => parts.reduce(multiply, ['']) }
}

/** More would be a slip of the finger: the file is read whole, and every host is a value in memory. */
const maxNames = 10_000

/** Nothing that has a meaning in a pattern of `--limit`; and no number, which ssh would take for an IP address. */
export const isPlainName = (text: string): boolean => /^(?!\d+$)\w(?:[\w.-]{0,251}\w)?$/.test(text)

export const nameRule = 'letters, digits and _, between them also . and -, not a number alone'

const isHostName = (text: string): boolean => isPlainName(text) || isIPv6(text)

interface Part {
  count: number
  at: (index: number) => string
}

const multiply = (names: string[], part: Part): string[] =>
  names.flatMap(name => Array.from({ length: part.count }, (_, index) => name + part.at(index)))

const plain = (text: string): Part | string => (/[[\]]/.test(text) ? rangeRule : { count: 1, at: () => text })

const rangeRule = 'expected a range such as [01:20], [a:f] or [01:20:2]'

function readRange(text: string): Part | string {
  const [, start = '', end = '', stride = '1'] = [numbers, lowerCase, upperCase].flatMap(
    form => form.exec(text) ?? [],
  )
  const digits = /\d/.test(start)
  const [from, to, step] = [ordinal(start, digits), ordinal(end, digits), Number(stride)]
  if (start === '' || step === 0) return rangeRule
  if (from > to) return `the range [${text}] ends before it begins`
  if (start.length > 1 && start.startsWith('0') && start.length !== end.length) {
    return `the range [${text}] has leading zeros, so both ends need the same number of digits`
  }
  const width = digits ? start.length : 0
  const write = (value: number) => (digits ? String(value).padStart(width, '0') : String.fromCodePoint(value))
  return { count: Math.floor((to - from) / step) + 1, at: index => write(from + index * step) }
}

const numbers = /^(\d{1,9}):(\d{1,9})(?::(\d{1,9}))?$/
const lowerCase = /^([a-z]):([a-z])(?::(\d{1,9}))?$/
// On its own, because other characters stand between Z and a.
const upperCase = /^([A-Z]):([A-Z])(?::(\d{1,9}))?$/

const ordinal = (text: string, digits: boolean): number =>
  digits ? Number(text) : (text.codePointAt(0) ?? 0)
