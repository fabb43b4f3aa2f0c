import { parseEntry } from './journal.ts'
import type { JournalEntry } from './journal.ts'
import { parseState } from './state.ts'
import type { TransactionState } from './state.ts'
import type { TransactionPhase } from './transaction.ts'

/**
 * Reads what `start` and `follow` print, line by line, over any number of connections: each entry comes out once,
 * whatever was cut off in between.
 */
export interface JournalReader {
  /** Up to which byte the journal has been read: where to go on after a lost connection. */
  readonly offset: number
  /** The phase that is waited for, once one was started. A lost connection does not change it. */
  phase: TransactionPhase | undefined
  /** The step that failed, if one did. */
  readonly failure: StepFailure | undefined
  /** Takes one line; gives the entries that are certain now. */
  read(line: string): JournalEntry[]
  /** Forgets what came in half: the reading goes on at `offset`, over another connection. */
  restart(): void
  /** What the host said at the end of it. Throws where it did not get to that. */
  state(): TransactionState
}

export interface StepFailure {
  step: number
  code: number
  title: string
  /** What it said last. */
  output: string[]
}

export function journalReader(): JournalReader {
  let offset = 0
  let failure: StepFailure | undefined
  let pending: JournalEntry[] = []
  let state: string[] = []
  const output = new Map<number, string[]>()

  function settle(entries: JournalEntry[]): JournalEntry[] {
    for (const entry of entries) {
      if (entry.kind === 'output')
        output.set(entry.step, [...(output.get(entry.step) ?? []), entry.text].slice(-20))
      if (entry.kind !== 'failed' || failure !== undefined) continue
      failure = {
        step: entry.step,
        code: entry.code,
        title: entry.title,
        output: output.get(entry.step) ?? [],
      }
    }
    return entries
  }

  return {
    phase: undefined,
    get offset() {
      return offset
    },
    get failure() {
      return failure
    },
    read(line) {
      if (line.startsWith('|')) {
        const entry = parseEntry(line.slice(1))
        if (entry !== undefined) pending.push(entry)
        return []
      }
      const mark = /^offset\t(\d{1,15})$/.exec(line)
      if (mark === null) {
        state.push(line)
        return []
      }
      const certain = pending
      offset = Number(mark[1])
      pending = []
      state = []
      return settle(certain)
    },
    restart() {
      pending = []
      state = []
    },
    state: () => parseState(state.join('\n')),
  }
}
