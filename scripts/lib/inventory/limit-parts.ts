import { isIPv6 } from 'node:net'

/** A part of a pattern, such as `!n3` in `workers:!n3`. */
export interface Part {
  /** '' adds hosts, '&' keeps those that it matches, '!' takes those away. */
  operator: '' | '&' | '!'
  text: string
}

/**
 * Takes a pattern apart at its commas and colons, except where they belong to something: in brackets of any kind
 * (`group[0:2]`, `~n(?:1|2)`, `[fe80::1]`) and in an address or a name that holds them as it stands.
 */
export const patternParts = (pattern: string): Part[] =>
  split(pattern, ',').flatMap(piece => {
    const part = partOf(piece)
    return isIPv6(part.text) ? [part] : split(piece, ':').map(partOf)
  })

function partOf(written: string): Part {
  const [, operator = '', text = ''] = /^\s*([&!]?)(.*?)\s*$/s.exec(written) ?? []
  const address = /^\[(.*)\]$/.exec(text)?.[1] ?? ''
  return {
    operator: operator === '&' || operator === '!' ? operator : '',
    text: isIPv6(address) ? address : text,
  }
}

/** Splits at a character that is in no bracket and behind no backslash. */
function split(text: string, at: string): string[] {
  const pieces = ['']
  let depth = 0
  for (const [token] of text.matchAll(/\\.|./gs)) {
    if ('[({'.includes(token)) depth++
    if ('])}'.includes(token)) depth--
    if (token === at && depth <= 0) pieces.push('')
    else pieces.push((pieces.pop() ?? '') + token)
  }
  return pieces
}
