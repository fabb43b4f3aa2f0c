import type { Event, HostFinished, Phase } from '../engine/events.ts'
import type { Paint } from './colour.ts'
import { harmless } from './harmless.ts'
import { results, resultWord } from './results.ts'
import { count, duration } from './words.ts'

/** "n2: rolled back after 2m03s: Ready on Docker as before", for the lines that stay. */
export function finishedLine(event: HostFinished, command: string, paint: Paint): string {
  const { host, result, seconds, changes, message } = event
  const { sign, style } = results[result]
  const what = result === 'changed' ? `, ${count(changes, 'change')}` : ''
  const word = resultWord(result, command)
  const after = result === 'skipped' || result === 'unchanged' ? '' : ` after ${duration(seconds)}`
  return `${paint(style, sign)} ${harmless(host)}: ${paint(style, word)}${after}${what}: ${harmless(message)}`
}

export function phaseFailedLine(event: Event & { type: 'phase-finished' }, paint: Paint): string {
  const { host, phase, seconds, message } = event
  const why = message === undefined ? '' : `: ${harmless(message)}`
  return `${paint('red', '✖')} ${harmless(host)}: ${phase} ${paint('red', 'failed')} after ${duration(seconds)}${why}`
}

export function noteLine({ host, level, message }: Event & { type: 'note' }, paint: Paint): string {
  const where = host === undefined ? '' : `${harmless(host)}: `
  return `${where}${level === 'warning' ? `${paint('yellow', 'warning:')} ` : ''}${harmless(message)}`
}

/** What only `--verbose` shows: each step as it is done, and what it printed. */
export function verboseLine(event: Event, paint: Paint): string | undefined {
  switch (event.type) {
    case 'step-finished':
      return stepLine(event.host, event.phase, `${harmless(event.step)} (${duration(event.seconds)})`)
    case 'output':
      return paint('dim', `${harmless(event.host)}: | ${harmless(event.line)}`)
    default:
      return undefined
  }
}

export function stepLine(host: string, phase: Phase, text: string): string {
  return `${harmless(host)}: ${phase}: ${text}`
}
