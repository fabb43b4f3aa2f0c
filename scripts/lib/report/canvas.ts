import { harmless } from './harmless.ts'
import { paintUntil } from './listr-painter.ts'

export interface Canvas {
  /** Leaves lines above the moving part, for good. */
  print: (text: string) => void
  /** Draws the moving part again. */
  redraw: () => void
  /** Takes the moving part away and prints what is left; resolves when the terminal is free again. */
  close: () => Promise<void>
}

/**
 * A moving part at the bottom of a terminal, with permanent lines above it. `content` gives the lines of the
 * moving part; with none of them nothing is drawn. It never throws: if it cannot draw, it prints.
 */
export function canvas(stream: NodeJS.WriteStream, content: () => readonly string[]): Canvas {
  const pending: string[] = []
  const now = { painting: false, closed: false }
  let changed = Promise.withResolvers<void>()

  const notify = (): void => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const flush = (): void => {
    for (const text of pending.splice(0)) stream.write(text)
  }
  // The painter cannot write above its own lines, so it is stopped whenever there is something to leave there.
  const mustStop = (): boolean => now.closed || pending.length > 0 || content().length === 0
  const loop = async (): Promise<void> => {
    while (!now.closed) {
      flush()
      now.painting = content().length > 0
      await (now.painting
        ? paintUntil(mustStop, { stream, content, changed: () => changed.promise })
        : changed.promise)
    }
  }
  const finish = (): void => {
    now.painting = false
    flush()
  }
  const done = loop().then(finish, (error: Error) => {
    pending.push(`warning: progress can no longer be drawn: ${harmless(error.message)}\n`)
    finish()
  })

  return {
    print(text) {
      pending.push(text)
      if (now.painting) notify()
      else flush()
    },
    redraw: notify,
    close() {
      now.closed = true
      notify()
      return done
    },
  }
}
