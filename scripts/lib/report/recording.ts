import { z } from 'zod'
import type { Event } from '../engine/events.ts'
import type { Sink } from './events.ts'

export interface Recording {
  readonly events: readonly Event[]
  /** Where the recording is now, in milliseconds since the epoch: the clock for a reporter that shows it. */
  now: () => number
  /** Shows it to a sink in about `seconds`, each pause shortened alike. */
  play: (sink: Sink, pace: Pace) => Promise<void>
}

interface Pace {
  seconds: number
  sleep: (milliseconds: number) => Promise<unknown>
}

/** Reads the events of a run as `logFile` has kept them. Throws at a line that is not one. */
export function recording(text: string): Recording {
  const events = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => recorded.parse(JSON.parse(line)))
  const times = events.map(({ time }) => Date.parse(time))
  const [first = 0, last = first] = [times[0], times.at(-1)]
  let now = first
  return {
    events,
    now: () => now,
    async play(sink, { seconds, sleep }) {
      const scale = last > first ? (seconds * 1000) / (last - first) : 0
      for (const event of events) {
        for (const moment of moments(now, Date.parse(event.time), frameLength / (scale || 1))) {
          await sleep((moment - now) * scale)
          now = moment
        }
        sink(event)
      }
    },
  }
}

/** Real milliseconds between two looks at the clock, so that elapsed times move in long pauses. */
const frameLength = 100

function moments(from: number, to: number, step: number): number[] {
  const steps = Math.ceil((to - from) / step)
  return Array.from({ length: Math.max(0, steps) }, (_, index) => Math.min(to, from + (index + 1) * step))
}

// The rest of an event is what this version of refit wrote; what draws it makes every text in it harmless.
const recorded = z.custom<Event>(value => envelope.safeParse(value).success, 'expected an event of a run')
const envelope = z.looseObject({ time: z.iso.datetime(), run: z.string(), type: z.string() })
