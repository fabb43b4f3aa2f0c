import { isComment, logicalLines, wordsOf } from './words.ts'

/** A flag to set to a value, or to take away. */
export interface FlagEdit {
  name: string
  /** Undefined takes the flag away. */
  value: string | undefined
}

/**
 * Edits kubelet flags where they stand in a text: an environment file, a unit or a drop-in. Only the flags
 * that are named change, and only outside comments; a flag that is not there is not added. Throws where a line
 * is written in such a way that it would come to mean something else.
 */
export function editFlags(text: string, edits: readonly FlagEdit[]): string {
  return logicalLines(text)
    .map(line => (isComment(line) ? line : edited(line, edits)))
    .join('\n')
}

/** Whether a flag stands in a text, outside comments. */
export function hasFlag(text: string, name: string): boolean {
  return logicalLines(text).some(line => !isComment(line) && occurrence(name).test(line))
}

/** Edits the arguments of a program, as it has them. */
export function editArguments(words: readonly string[], edits: readonly FlagEdit[]): string[] {
  return edits.reduce<string[]>(editWords, [...words])
}

function edited(line: string, edits: readonly FlagEdit[]): string {
  const result = edits.reduce(editLine, line)
  const standing = edits.filter(({ name }) => occurrence(name).test(line))
  if (standing.length === 0) return line
  const expected = editArguments(wordsOf(line), edits)
  if (JSON.stringify(wordsOf(result)) === JSON.stringify(expected)) return result
  const names = standing.map(({ name }) => `--${name}`).join(' and ')
  throw new Error(`it cannot be told where the value of ${names} ends`)
}

function editLine(line: string, { name, value }: FlagEdit): string {
  if (value !== undefined) return line.replace(occurrence(name), (_, before) => `${before}--${name}=${value}`)
  // Taken away with the space on one side of it, so that no gap stays behind.
  return line
    .replace(new RegExp(`${space}--${name}${flagValue}${flagEnd}`, 'gu'), '')
    .replace(new RegExp(`(^|["'=])--${name}${flagValue}(?:${space}|${flagEnd})`, 'gu'), '$1')
}

/** What an edit must come to, said of the words that kubelet gets: it is the judge of what was made of the line. */
function editWords(words: readonly string[], { name, value }: FlagEdit): string[] {
  return words.flatMap((word, index) => {
    const isValue = words[index - 1] === `--${name}` && !word.startsWith('-')
    // Nobody knows how many words `$NAME` is, and the first of them is the value. `${NAME}` is always one.
    if (isValue && /^\$\w/u.test(word)) throw new Error(`the value of --${name} is in ${word}`)
    if (isValue) return []
    if (word !== `--${name}` && !word.startsWith(`--${name}=`)) return [word]
    return value === undefined ? [] : [`--${name}=${value}`]
  })
}

// `--name`, `--name=value` or `--name value`, after the start of the line, a space, a quote or an equals sign.
function occurrence(name: string): RegExp {
  return new RegExp(`(^|[\\s"'=])--${name}${flagValue}${flagEnd}`, 'gu')
}

const space = `(?:\\\\\\n|\\s)+`
const inQuotes = `"[^"\\\\]*"|'[^'\\\\]*'`
// A following word that is a flag or a variable of its own is not this flag's value.
const flagValue = `(?:=(?:${inQuotes}|[^\\s"'\\\\]*)|${space}(?:${inQuotes}|\\$\\{\\w+\\}|(?![-$])[^\\s"'\\\\]+))?`
const flagEnd = `(?=$|[\\s"'\\\\])`
