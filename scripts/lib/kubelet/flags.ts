/** A flag to set to a value, or to take away. */
export interface FlagEdit {
  name: string
  /** Undefined takes the flag away. */
  value: string | undefined
}

/**
 * Edits kubelet flags where they stand in a text: an environment file, a unit or a drop-in. Only the flags
 * that are named change, and only outside comments; a flag that is not there is not added.
 */
export function editFlags(text: string, edits: readonly FlagEdit[]): string {
  const lines = text.split('\n')
  return lines.map(line => (isComment(line) ? line : edits.reduce(editLine, line))).join('\n')
}

/** Whether a flag stands in a text, outside comments. */
export function hasFlag(text: string, name: string): boolean {
  return text.split('\n').some(line => !isComment(line) && occurrence(name).test(line))
}

/** Adds flags at the end of the quoted or bare value of a variable in an environment file. */
export function appendFlags(text: string, variable: string, flags: readonly string[]): string {
  if (flags.length === 0) return text
  const assignment = new RegExp(`^([ \\t]*${variable}=)(["']?)(.*?)(["']?)([ \\t]*)$`, 'mu')
  const match = assignment.exec(text)
  if (match === null) {
    const separator = text === '' || text.endsWith('\n') ? '' : '\n'
    return `${text}${separator}${variable}="${flags.join(' ')}"\n`
  }
  return text.replace(
    assignment,
    (_whole, name: string, open: string, value: string, _close, end: string) => {
      const quote = open === '' ? '"' : open
      return `${name}${quote}${[value, ...flags].filter(Boolean).join(' ')}${quote}${end}`
    },
  )
}

function editLine(line: string, { name, value }: FlagEdit): string {
  if (value !== undefined)
    return line.replace(occurrence(name), `$1--${name}=${value.replaceAll('$', '$$$$')}`)
  // Taken away with the space on one side of it, so that no gap stays behind.
  return line
    .replace(new RegExp(`\\s+--${name}${flagValue}${flagEnd}`, 'gu'), '')
    .replace(new RegExp(`(^|["'=])--${name}${flagValue}(?:\\s+|${flagEnd})`, 'gu'), '$1')
}

// `--name`, `--name=value` or `--name value`, after the start of the line, a space, a quote or an equals sign.
function occurrence(name: string): RegExp {
  return new RegExp(`(^|[\\s"'=])--${name}${flagValue}${flagEnd}`, 'gu')
}

// A following word that is a flag or a variable of its own is not this flag's value.
const flagValue = `(?:=[^\\s"'\\\\]*|\\s+(?![-$])[^\\s"'\\\\]+)?`
const flagEnd = `(?=$|[\\s"'\\\\])`

function isComment(line: string): boolean {
  return /^\s*[#;]/u.test(line)
}
