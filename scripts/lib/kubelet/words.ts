/**
 * The words of one line of a unit or an environment file, with every quote taken off: `A="--x='1' --y"` is
 * `A=`, `--x=1`, `--y`, as systemd passes them on. Throws where quotes do not balance.
 */
export function wordsOf(line: string): string[] {
  // What stands in quotes is split once more: that is what systemd does with the value of `$NAME`.
  return unquoted(line).flatMap(unquoted).flatMap(assignments)
}

/** Lines of a text, each with those that continue it after a backslash. Joined by line breaks they are the text. */
export function logicalLines(text: string): string[] {
  const lines: string[] = []
  let open = false
  for (const line of text.split('\n')) {
    lines.push(open ? `${lines.pop() ?? ''}\n${line}` : line)
    // A comment neither continues nor ends what goes on.
    if (!isComment(line)) open = line.endsWith('\\')
  }
  return lines
}

/** Whether systemd passes over this line. */
export function isComment(line: string): boolean {
  return /^\s*[#;]/u.test(line)
}

function unquoted(text: string): string[] {
  const words = [...text.matchAll(word)].map(([whole]) => whole)
  if (!/^(?:\\\n|\s)*\\?$/u.test(text.replaceAll(word, ''))) throw new Error('its quotes do not balance')
  return words.map(whole =>
    whole.replaceAll(quoted, (_, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? '') : double.replaceAll(/\\(["\\])/gu, '$1'),
    ),
  )
}

// `Environment=NAME=--flag`: the flag is a word of its own.
function assignments(whole: string): string[] {
  const [, names = '', rest = whole] = /^((?:\w+=)+)(.*)$/su.exec(whole) ?? []
  return [names, rest].filter(part => part !== '')
}

const word = /(?:"(?:[^"\\]|\\[^])*"|'[^']*'|\\[^\n]|[^\s"'\\])+/gu
const quoted = /"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^\n])/gu
