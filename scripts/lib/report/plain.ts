import type { Event } from '../engine/events.ts'
import type { Paint } from './colour.ts'
import { harmless } from './harmless.ts'
import { finishedLine, noteLine, phaseFailedLine, verboseLines } from './lines.ts'
import { recap } from './recap.ts'
import { advance, initialState, type RunState } from './run-state.ts'
import { count, duration } from './words.ts'

export interface PlainOptions {
  /** Takes whole lines, each with its line feed. */
  write: (text: string) => unknown
  verbose: boolean
  paint: Paint
  width: number
}

export interface PlainView {
  event: (event: Event) => void
  /** To be called every second or so: says what is being waited for where a host has long been silent. */
  tick: (now: number) => void
}

/** One line for each event that matters, with the host in front: for pipes, logs and CI. */
export function plain({ write, verbose, paint, width }: PlainOptions): PlainView {
  let state = initialState
  const spoken = new Map<string, number>()
  const tick = (now: number): void => {
    for (const [host, { phase, doing, since }] of state.running) {
      if (phase === undefined || now - Math.max(since, spoken.get(host) ?? 0) < silence) continue
      const what = doing === undefined ? '' : `: ${harmless(doing)}`
      write(`${harmless(host)}: ${phase}: still waiting after ${duration((now - since) / 1000)}${what}\n`)
      spoken.set(host, now)
    }
  }
  const event = (one: Event): void => {
    const now = Date.parse(one.time)
    state = advance(state, one)
    const lines = [...plainLines(one, state, paint), ...(verbose ? verboseLines(one, paint) : [])]
    for (const line of lines) write(`${line}\n`)
    if (lines.length > 0 && 'host' in one && one.host !== undefined) spoken.set(one.host, now)
    if (one.type === 'run-finished') write(`\n${recap(state, one, { paint, width })}`)
    tick(now)
  }
  return { event, tick }
}

/** Milliseconds after which a host that works on something gets another line. */
const silence = 15_000

function plainLines(event: Event, { command }: RunState, paint: Paint): string[] {
  switch (event.type) {
    case 'run-started':
      return [`${harmless(event.command)}: ${count(event.hosts.length, 'host')}`]
    case 'phase-started':
      return [`${harmless(event.host)}: ${event.phase}`]
    case 'phase-finished':
      if (!event.ok) return [phaseFailedLine(event, paint)]
      return [`${harmless(event.host)}: ${event.phase} done in ${duration(event.seconds)}`]
    case 'host-finished':
      return [finishedLine(event, command, paint)]
    case 'note':
      return [noteLine(event, paint)]
    case 'host-started':
    case 'step-started':
    case 'step-finished':
    case 'progress':
    case 'output':
    case 'run-finished':
      return []
  }
}
