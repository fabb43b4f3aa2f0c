/**
 * One line that is safe to print: control characters, and the invisible ones that reorder or hide text,
 * become visible escapes. What a node, an image or a file says may be hostile to the terminal.
 */
export function harmless(text: string): string {
  return text.replace(unsafe, escape)
}

/** The same for a text of several lines, such as a diff: line feeds and tabs stay. */
export function harmlessLines(text: string): string {
  return text.replace(unsafe, character =>
    character === '\n' || character === '\t' ? character : escape(character),
  )
}

/** Cc: C0, DEL and C1. Cf: bidirectional overrides, zero-width and tag characters. Zl, Zp: line separators. Cs: lone surrogates. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

function escape(character: string): string {
  const short = shortEscapes.get(character)
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

const shortEscapes = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
])
