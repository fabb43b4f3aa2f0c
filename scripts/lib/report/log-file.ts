import { mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Sink } from './events.ts'
import { jsonLine } from './ndjson.ts'

/**
 * Keeps every event of a run in `FOLDER/RUN/events.ndjson`, for this user only. Each line is written at once:
 * what is in the file when the machine goes down is what has happened. Throws where it cannot write.
 */
export function logFile(folder: string, run: string): { path: string; sink: Sink } {
  const place = join(folder, run)
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const path = join(place, 'events.ndjson')
  const file = openSync(path, 'a', 0o600)
  return { path, sink: event => void writeSync(file, jsonLine(event)) }
}
