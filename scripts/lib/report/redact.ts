import type { Event } from '../engine/events.ts'

/** A value that must never be printed; what the inventory calls a secret is one. */
export interface Revealable {
  reveal(): string
}

/**
 * Passes events on with every registered secret masked. Secrets may be added while it runs. Names (hosts,
 * phases, results) are left alone: a password that equals a host's name must not break the report.
 */
export function redact(
  secrets: ReadonlySet<Revealable>,
  sink: (event: Event) => void,
): (event: Event) => void {
  const mask = maskSecrets(secrets)
  return event => {
    const texts = Object.entries(event).filter(
      ([key, value]) => freeText.has(key) && typeof value === 'string',
    )
    const masked: Record<string, string> = Object.fromEntries(
      texts.map(([key, text]) => [key, mask(String(text))]),
    )
    sink({ ...event, ...masked })
  }
}

/** Masks every registered secret in a text, also where it was quoted for JSON, a shell or a URL, or is in Base64. */
export function maskSecrets(secrets: ReadonlySet<Revealable>): (text: string) => string {
  let known = -1
  let pattern: RegExp | undefined
  return text => {
    if (secrets.size !== known) {
      known = secrets.size
      pattern = patternOf([...secrets].flatMap(secret => forms(secret.reveal())))
    }
    return pattern === undefined ? text : text.replaceAll(pattern, '[secret]')
  }
}

const freeText = new Set(['command', 'step', 'message', 'line', 'next', 'log'])

function forms(secret: string): string[] {
  // Output arrives line by line, so each line of a key counts; short ones ("}") would mask half of the text.
  const lines = secret.split(/\r?\n/).filter(line => line.length >= 8)
  return [secret, secret.trim(), ...lines].flatMap(part => [
    part,
    JSON.stringify(part).slice(1, -1),
    part.replaceAll("'", String.raw`'\''`),
    encodeURIComponent(part.toWellFormed()),
    Buffer.from(part).toString('base64'),
  ])
}

function patternOf(words: readonly string[]): RegExp | undefined {
  const distinct = [...new Set(words)].filter(word => word !== '')
  if (distinct.length === 0) return undefined
  // The longest first: a secret that begins with another one must go as a whole.
  const longestFirst = distinct.toSorted((one, other) => other.length - one.length)
  return new RegExp(
    longestFirst.map(word => word.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|'),
    'g',
  )
}
