import type { Frame } from '../../../facts/frames.ts'

/** What survey.sh exits with for an answer that its bound cut off. */
export const cutOff = 200

/** The non-empty lines of an answer, also of one that failed or was cut: what there is of it. */
export function linesOf(frames: ReadonlyMap<string, Frame>, name: string): string[] {
  return (frames.get(name)?.body ?? '').split('\n').filter(line => line !== '')
}

/** The rest of each line that begins with this word. */
export function valuesOf(lines: readonly string[], word: string): string[] {
  return lines.filter(line => line.startsWith(`${word} `)).map(line => line.slice(word.length + 1).trim())
}
