import type { HostFinished, HostResult } from '../engine/events.ts'
import type { Style } from './colour.ts'

/** How each result is drawn: a sign, a style, and the word for it. */
export const results = {
  changed: { sign: '✔', style: 'green', word: 'changed' },
  unchanged: { sign: '=', style: 'dim', word: 'unchanged' },
  untouched: { sign: '✖', style: 'red', word: 'not touched' },
  'rolled-back': { sign: '↩', style: 'yellow', word: 'rolled back' },
  unknown: { sign: '?', style: ['red', 'bold'], word: 'unknown' },
  skipped: { sign: '·', style: 'dim', word: 'skipped' },
} as const satisfies Record<HostResult, { sign: string; style: Style; word: string }>

/** What became of a host, in the words of the command: a migrated host is "migrated", not "changed". */
export function resultWord(result: HostResult, command: string): string {
  return result === 'changed' ? (doneBy.get(command) ?? results.changed.word) : results[result].word
}

/** Whether the operator has something to look at. */
export function needsAttention({ result }: HostFinished): boolean {
  return result === 'untouched' || result === 'rolled-back' || result === 'unknown'
}

// "rolled back" is what a failed migration becomes; a rollback that was asked for and worked is something else.
const doneBy = new Map([
  ['migrate', 'migrated'],
  ['rollback', 'taken back'],
  ['cleanup', 'cleaned up'],
  ['provision', 'provisioned'],
])
