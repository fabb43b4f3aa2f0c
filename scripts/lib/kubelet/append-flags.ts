import { logicalLines, wordsOf } from './words.ts'

/**
 * Adds flags at the end of the value of a variable in an environment file; where it is set more than once, of
 * the last value, which is the one that systemd takes. Throws where that value is put together of pieces.
 */
export function appendFlags(text: string, variable: string, flags: readonly string[]): string {
  if (flags.length === 0) return text
  const lines = logicalLines(text)
  const index = lines.findLastIndex(line => sets(line, variable))
  const line = lines[index]
  if (line === undefined) {
    const separator = text === '' || text.endsWith('\n') ? '' : '\n'
    return `${text}${separator}${variable}="${flags.join(' ')}"\n`
  }
  return lines.with(index, appended(line, variable, flags)).join('\n')
}

/** Whether an environment file sets this variable. */
export function setsVariable(text: string, variable: string): boolean {
  return logicalLines(text).some(line => sets(line, variable))
}

function sets(line: string, variable: string): boolean {
  return new RegExp(`^[ \\t]*${variable}=`, 'u').test(line)
}

function appended(line: string, variable: string, flags: readonly string[]): string {
  const at = line.indexOf('=') + 1
  const match = /^([ \t]*)(?:(["'])((?:(?!\2)[^])*)\2|([^"'\\]*?))([ \t]*)$/u.exec(line.slice(at))
  const [, start = '', quote = '"', quoted, bare, end = ''] = match ?? []
  const value = quoted ?? bare
  const result = `${line.slice(0, at)}${start}${quote}${[value, ...flags].filter(Boolean).join(' ')}${quote}${end}`
  if (value !== undefined && same(wordsOf(result), [...wordsOf(line), ...flags])) return result
  throw new Error(`the value of ${variable} is put together of pieces, and nothing can be added to it`)
}

function same(words: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify(words) === JSON.stringify(others)
}
