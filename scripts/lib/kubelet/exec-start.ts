import { isComment, logicalLines, wordsOf } from './words.ts'

/**
 * Adds flags at the end of the command line of a unit: of its last `ExecStart=`, which is the one that counts. Throws
 * where that does not start kubelet itself, and where the flags would not become words of their own.
 */
export function appendToCommand(text: string, flags: readonly string[]): string {
  if (flags.length === 0) return text
  const lines = logicalLines(text)
  const index = lines.findLastIndex(line => command(line) !== undefined)
  const line = lines[index]
  if (line === undefined) throw new Error('there is no ExecStart')
  const [program = ''] = wordsOf(command(line) ?? '')
  if (!/(?:^|\/)(?:kubelet|hyperkube)$/u.test(program.replace(/^[-@:+!|]+/u, '')))
    throw new Error(`ExecStart runs ${program}, and nobody can tell what becomes of words after it`)
  const result = line.trimEnd() + flags.map(flag => separatorOf(line) + flag).join('')
  const expected = [...wordsOf(line), ...flags]
  if (JSON.stringify(wordsOf(result)) !== JSON.stringify(expected))
    throw new Error('nothing can be added to its ExecStart')
  return lines.with(index, result).join('\n')
}

/** Whether a unit file or a drop-in says how kubelet is started. */
export function hasCommand(text: string): boolean {
  return logicalLines(text).some(line => command(line) !== undefined)
}

// An empty assignment only forgets those before it.
function command(line: string): string | undefined {
  if (isComment(line)) return undefined
  const [, value = ''] = /^[ \t]*ExecStart[ \t]*=[ \t]*([^]*)$/u.exec(line) ?? []
  return value.trim() === '' ? undefined : value
}

// As the line has it: one flag a line where it is continued, with the space that the last of its lines begins with.
function separatorOf(line: string): string {
  const indent = /\\\n([ \t]*)[^\n]*$/u.exec(line)?.[1]
  return indent === undefined ? ' ' : ` \\\n${indent}`
}
