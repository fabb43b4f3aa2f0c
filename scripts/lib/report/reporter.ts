import type { Event } from '../engine/events.ts'
import { painter, wantsColour } from './colour.ts'
import { ndjson } from './ndjson.ts'
import { plain } from './plain.ts'
import { terminal } from './terminal.ts'

export interface ReporterOptions {
  output: 'auto' | 'plain' | 'ndjson'
  /** Where it writes; decides between terminal and plain text. */
  stream: NodeJS.WriteStream
  verbose: boolean
  environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since the epoch, on the clock that stamps the events. */
  now?: () => number
}

export interface Reporter {
  emit: (event: Event) => void
  /** Waits until everything is printed and the terminal is as it was. */
  end: () => Promise<void>
}

/** Shows a run to whoever watches: drawn on a terminal, in lines elsewhere, as NDJSON where that is asked for. */
export function reporter({
  output,
  stream,
  verbose,
  environment,
  now = Date.now,
}: ReporterOptions): Reporter {
  const write = (text: string): unknown => stream.write(text)
  if (output === 'ndjson') return { emit: ndjson(write), end: async () => {} }
  const isTerminal = stream.isTTY && environment['TERM'] !== 'dumb'
  const paint = painter(wantsColour(stream.isTTY, environment))
  if (output === 'auto' && isTerminal) {
    const view = terminal({ stream, verbose, paint, now })
    const stop = every(250, view.tick)
    return {
      emit: view.event,
      end() {
        stop()
        return view.end()
      },
    }
  }
  const view = plain({ write, verbose, paint, width: stream.columns ?? 80 })
  const stop = every(1000, () => view.tick(now()))
  return { emit: view.event, end: async () => stop() }
}

/** A timer that does not keep the process alive. */
function every(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, milliseconds).unref()
  return () => clearInterval(timer)
}
