import type { JournalEntry } from '../transaction/journal.ts'
import type { TransactionPhase } from '../transaction/transaction.ts'
import type { Work } from './run.ts'

/** Tells what the journal of a host says, as it is read. */
export function journalEvents(
  { run, host }: Pick<Work, 'run' | 'host'>,
  phase: TransactionPhase | 'undo',
): (entry: JournalEntry) => void {
  const began = new Map<number, { at: number; title: string }>()
  const place = { host: host.name, phase }
  return entry => {
    switch (entry.kind) {
      case 'begin':
      case 'undoing':
        began.set(entry.step, { at: run.clock.now(), title: entry.title })
        run.emit({ type: 'step-started', ...place, step: entry.title })
        return
      case 'done':
      case 'undone': {
        const step = began.get(entry.step)
        if (step === undefined) return
        const seconds = (run.clock.now() - step.at) / 1000
        run.emit({ type: 'step-finished', ...place, step: step.title, seconds })
        return
      }
      case 'output':
        run.emit({ type: 'output', ...place, line: entry.text })
        return
      case 'undo':
        run.emit({ type: 'progress', ...place, message: `the node takes it back: ${entry.reason}` })
        return
      default:
    }
  }
}
