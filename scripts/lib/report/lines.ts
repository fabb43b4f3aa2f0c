import type { Event, HostFinished } from '../engine/events.ts'
import type { Paint } from './colour.ts'
import { harmless } from './harmless.ts'
import { results, resultWord } from './results.ts'
import { count, duration } from './words.ts'

/** "n2: migrated after 2m03s, 14 changes: Ready on containerd 1.6.20", for the line of a host that stays. */
export function finishedLine(event: HostFinished, command: string, paint: Paint): string {
  const { host, result, seconds, changes, message } = event
  const word = paint(results[result].style, resultWord(result, command))
  const after = result === 'skipped' || result === 'unchanged' ? '' : ` after ${duration(seconds)}`
  const what = result === 'changed' ? `, ${count(changes, 'change')}` : ''
  return `${harmless(host)}: ${word}${after}${what}: ${harmless(message)}`
}

export function phaseFailedLine(event: Event & { type: 'phase-finished' }, paint: Paint): string {
  const { host, phase, seconds, message } = event
  const why = message === undefined ? '' : `: ${harmless(message)}`
  return `${harmless(host)}: ${phase} ${paint('red', 'failed')} after ${duration(seconds)}${why}`
}

export function noteLine({ host, level, message }: Event & { type: 'note' }, paint: Paint): string {
  const where = host === undefined ? '' : `${harmless(host)}: `
  return `${where}${level === 'warning' ? `${paint('yellow', 'warning:')} ` : ''}${harmless(message)}`
}

/** What only `--verbose` shows: each step as it is done, what it printed, and what a host has cost. */
export function verboseLines(event: Event, paint: Paint): string[] {
  switch (event.type) {
    case 'step-finished':
      return [`${harmless(event.host)}: ${event.phase}: ${harmless(event.step)} (${duration(event.seconds)})`]
    case 'output':
      return [paint('dim', `${harmless(event.host)}: | ${harmless(event.line)}`)]
    case 'host-finished':
      return costLines(event)
    default:
      return []
  }
}

function costLines({ host, cost }: HostFinished): string[] {
  if (cost === undefined) return []
  return [
    `${harmless(host)}: ${count(cost.connections, 'connection')}, ${count(cost.roundTrips, 'round trip')}`,
  ]
}
