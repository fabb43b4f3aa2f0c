import type { Event } from '../engine/events.ts'
import { canvas } from './canvas.ts'
import type { Paint } from './colour.ts'
import { frame } from './frame.ts'
import { finishedLine, noteLine, phaseFailedLine, verboseLines } from './lines.ts'
import { recap } from './recap.ts'
import { results } from './results.ts'
import { wrap } from './words.ts'
import { advance, initialState, type RunState } from './run-state.ts'

export interface TerminalOptions {
  stream: NodeJS.WriteStream
  verbose: boolean
  paint: Paint
  /** Milliseconds since the epoch, on the same clock as the events. */
  now: () => number
}

export interface TerminalView {
  event: (event: Event) => void
  tick: () => void
  end: () => Promise<void>
}

/** A line for each host that is being worked on, which moves; a line for good for each one that is done. */
export function terminal({ stream, verbose, paint, now }: TerminalOptions): TerminalView {
  let state = initialState
  // The last row stays free for the cursor; a list higher than the terminal would scroll away with each redraw.
  const picture = (): string[] => frame(state, now(), { rows: (stream.rows ?? 24) - 2, paint })
  const { print, redraw, close } = canvas(stream, picture)
  const event = (one: Event): void => {
    state = advance(state, one)
    const width = stream.columns ?? 80
    const lines = permanentLines(one, state, paint).map(line => wrap(line, width - 2).join('\n  '))
    for (const line of [...lines, ...(verbose ? verboseLines(one, paint) : [])]) print(`${line}\n`)
    if (one.type === 'run-finished') print(`\n${recap(state, one, { paint, width })}`)
    if (one.type === 'host-started' || one.type === 'phase-started') redraw()
  }
  return { event, tick: redraw, end: close }
}

function permanentLines(event: Event, { command }: RunState, paint: Paint): string[] {
  if (event.type === 'host-finished') {
    const { sign, style } = results[event.result]
    return [`${paint(style, sign)} ${finishedLine(event, command, paint)}`]
  }
  if (event.type === 'phase-finished' && !event.ok)
    return [`${paint('red', '✖')} ${phaseFailedLine(event, paint)}`]
  return event.type === 'note' ? [noteLine(event, paint)] : []
}
