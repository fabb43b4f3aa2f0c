import type { Frame } from './frames.ts'

/** The non-empty lines of an answer; none where the command failed, which whoever acts on "none" has to tell apart. */
export function lines(frame: Frame | undefined): string[] {
  return frame?.code === 0 ? frame.body.split('\n').filter(line => line !== '') : []
}

/** The words of a process, as /proc has them, a line each: an empty one is a word too. */
export function processWords(frame: Frame | undefined): string[] {
  if (frame?.code !== 0 || frame.body === '') return []
  return frame.body.replace(/\n$/u, '').split('\n')
}

/** The value of a JSON text, or undefined where it is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
