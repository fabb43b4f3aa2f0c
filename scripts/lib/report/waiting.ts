import { canvas } from './canvas.ts'
import { harmless } from './harmless.ts'
import { duration } from './words.ts'

export interface WaitingOptions {
  /** Drawn on where it is a terminal; what waits leaves nothing behind on it. */
  stdout: NodeJS.WriteStream
  /** Gets lines where nothing can be drawn, so that standard output holds only what was asked for. */
  stderr: { write(text: string): unknown }
  output: 'auto' | 'plain' | 'ndjson'
  /** Milliseconds since the epoch. */
  now?: () => number
}

/**
 * Waits for work that tells no events, such as reading the hosts for a plan; after two seconds it shows what is
 * going on. `what` is asked again each time: "reading hosts: 12 of 60".
 */
export async function waiting<Value>(
  what: () => string,
  work: Promise<Value>,
  { stdout, stderr, output, now = Date.now }: WaitingOptions,
): Promise<Value> {
  const begun = now()
  const waited = (): number => now() - begun
  const text = (): string => `${harmless(what())} (${duration(Math.floor(waited() / 1000))})`
  const drawn = stdout.isTTY && output === 'auto'
  const { redraw, close } = drawn
    ? canvas(stdout, () => (waited() < patience ? [] : [text()]))
    : lines(stderr, waited, text)
  const timer = setInterval(redraw, 250).unref()
  try {
    return await work
  } finally {
    clearInterval(timer)
    await close()
  }
}

/** Milliseconds without a word that nobody minds. */
const patience = 2000
/** Milliseconds between two lines. */
const pause = 15_000

function lines(stderr: WaitingOptions['stderr'], waited: () => number, text: () => string) {
  let next = patience
  const redraw = (): void => {
    if (waited() < next) return
    next = waited() + pause
    stderr.write(`${text()}\n`)
  }
  return { redraw, close: async () => {} }
}
