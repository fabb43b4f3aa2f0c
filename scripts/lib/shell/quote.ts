/** Quotes one word for POSIX `sh`: whatever the string holds, the shell sees exactly that one word. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('A shell word cannot hold a NUL character.')
  if (plainWord.test(word)) return word
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * Template tag for a piece of POSIX `sh`. Interpolated values become quoted words, an array becomes several of them;
 * only what is wrapped in `raw` goes in as shell code. The literal text is taken as written, backslashes too.
 */
export function sh(literals: TemplateStringsArray, ...values: readonly ShellValue[]): string {
  return String.raw({ raw: literals.raw }, ...values.map(value => toShell(value)))
}

/** Marks text as shell code, so that `sh` puts it in without quotes. */
export function raw(code: string): RawShell {
  return { raw: code }
}

export interface RawShell {
  readonly raw: string
}

export type ShellWord = string | number | bigint
export type ShellValue = ShellWord | RawShell | readonly ShellWord[]

// No `=` (it could make an assignment), no `~` (it could be expanded).
const plainWord = /^[\w@%+:,./-]+$/

function toShell(value: ShellValue): string {
  if (typeof value === 'object' && 'raw' in value) return value.raw
  const words = typeof value === 'object' ? value : [value]
  return words.map(word => quote(String(word))).join(' ')
}
