import type { Paint } from './colour.ts'
import { harmless } from './harmless.ts'
import type { RunState } from './run-state.ts'
import { duration } from './words.ts'

/**
 * What moves on a terminal: a line for the whole run, and one for each host that is being worked on, at
 * most `rows` lines together. Empty while no host is.
 */
export function frame(
  state: RunState,
  now: number,
  { rows, paint }: { rows: number; paint: Paint },
): string[] {
  const running = [...state.running]
  if (running.length === 0) return []
  const room = Math.max(1, rows - 1)
  const shown = running.length > room ? running.slice(0, room - 1) : running
  const width = Math.max(...shown.map(([host]) => host.length), 0)
  const lines = shown.map(([host, { phase, doing, since }]) => {
    const elapsed = elapsedText(now - since).padStart(6)
    return `${paint('bold', harmless(host.padEnd(width)))}  ${(phase ?? 'connect').padEnd(7)}  ${paint('dim', elapsed)}  ${harmless(doing ?? '')}`.trimEnd()
  })
  const rest = running.length - shown.length
  return [header(state, now), ...lines, ...(rest > 0 ? [paint('dim', `and ${rest} more running`)] : [])]
}

function header({ command, hosts, running, finished, started }: RunState, now: number): string {
  const done = `${finished.length} of ${hosts.length} done`
  return `${harmless(command)}: ${done}, ${running.size} running, ${elapsedText(now - started)}`
}

// Whole seconds: a tenth that changes with every redraw is only noise.
function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  return seconds < 10 ? `${seconds}s` : duration(seconds)
}
