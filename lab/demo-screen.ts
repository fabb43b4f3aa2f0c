import { painter, wantsColour } from '../scripts/lib/report/colour.ts'
import type { Paint } from '../scripts/lib/report/colour.ts'

/** What the demo needs of the process that it runs in. */
export interface DemoProcess {
  readonly env: NodeJS.ProcessEnv
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/** Where the demo writes. */
export interface Screen {
  readonly stream: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  readonly paint: Paint
  readonly width: number
  line(text: string): void
  /** A heading, and what belongs to it. */
  section(title: string, lines?: readonly string[]): void
}

/** The demo's own lines on standard output, in the colours and the width that it has. */
export function screen({ stdout, env }: DemoProcess): Screen {
  const paint = painter(wantsColour(stdout.isTTY, env))
  const line = (text: string): void => void stdout.write(`${text}\n`)
  return {
    stream: stdout,
    env,
    paint,
    width: Math.min(stdout.columns ?? 80, 110),
    line,
    section(title, lines = []) {
      line(`\n${paint('bold', `== ${title}`)}`)
      for (const one of lines) line(one)
    },
  }
}
