import { exitCodes, RefitError } from '../errors.ts'
import { harmless } from '../report/harmless.ts'
import { didYouMean } from './suggest.ts'

/** Something in an inventory that is not right, and where. */
export interface Problem extends Position {
  path: Path
  message: string
  /** A name that is wrong, and those that could have been meant. They are compared only if it comes to printing. */
  wrong?: { name: string; known: Iterable<string> }
}

/** Counted from 1. */
export interface Position {
  line: number
  column: number
}

/** The way to a value: keys of maps, indexes of lists. */
export type Path = readonly (string | number)[]

/** One error for all problems of a file: a line for each, in the order of the file. */
export function refusal(file: string, problems: readonly Problem[]): RefitError {
  const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
  const lines = sorted.slice(0, shown).map(problem => problemLine(file, problem))
  if (sorted.length > shown) lines.push(`… and ${sorted.length - shown} more`)
  return new RefitError([...new Set(lines)].join('\n'), { exitCode: exitCodes.usage })
}

const shown = 50

function problemLine(file: string, { path, line, column, message, wrong }: Problem): string {
  const place = path.length === 0 ? '' : ` ${short(pathText(path), 120)}:`
  const hint = wrong === undefined ? '' : didYouMean(wrong.name, wrong.known)
  return harmless(`${file}:${line}:${column}${place} ${message}${hint}`)
}

/** `hosts.n1.port`, `groups.workers.hosts[0]`, `hosts["n1.example.com"].port`. */
const pathText = (path: Path): string =>
  path
    .map(part =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `["${short(part, 80)}"]`,
    )
    .join('')
    .replace(/^\./, '')

const short = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text
