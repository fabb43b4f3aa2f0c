import type { Event } from '../engine/events.ts'

/** Prints every event as one line of JSON, for programs. Nothing else may be written to the same stream. */
export function ndjson(write: (text: string) => unknown): (event: Event) => void {
  return event => void write(jsonLine(event))
}

/** One line of JSON. JSON leaves C1 controls and DEL as they are; someone will look at the stream on a terminal. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value)
  return (
    json.replace(invisible, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`) + '\n'
  )
}

// By UTF-16 unit, so that what is beyond the first plane becomes a pair of escapes.
const invisible = /[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
