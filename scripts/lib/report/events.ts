import type { Emit, Event } from '../engine/events.ts'
import { messageOf } from '../errors.ts'

/** One place that events go to. */
export type Sink = (event: Event) => void

export interface EventSource {
  /** The run that the events belong to; also the name of its folder under runs/. */
  run: string
  clock: () => Date
  sinks: readonly Sink[]
}

/**
 * Gives the engine its `emit`: stamps each event with time and run, and hands it to every sink. It never
 * throws: a sink that fails (a full disk) is dropped, and the others are told.
 */
export function eventSource({ run, clock, sinks }: EventSource): Emit {
  const alive = new Set(sinks)
  const emit: Emit = body => {
    const event = { time: clock().toISOString(), run, ...body } satisfies Event
    for (const sink of alive) {
      try {
        sink(event)
      } catch (error) {
        alive.delete(sink)
        emit({
          type: 'note',
          level: 'warning',
          message: `one way of reporting has failed: ${messageOf(error)}`,
        })
      }
    }
  }
  return emit
}
