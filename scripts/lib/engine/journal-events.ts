import type { JournalEntry } from '../transaction/journal.ts'
import type { TransactionPhase } from '../transaction/transaction.ts'
import type { Work } from './run.ts'

/** Tells what the journal of a host says, as it is read. `titles` are those of the steps, in order. */
export function journalEvents(
  { run, host }: Pick<Work, 'run' | 'host'>,
  phase: TransactionPhase | 'undo',
  titles: readonly string[],
): (entry: JournalEntry) => void {
  const began = new Map<number, number>()
  const place = { host: host.name, phase }
  const titleOf = (step: number) => titles[step - 1] ?? `step ${step}`
  return entry => {
    switch (entry.kind) {
      case 'begin':
      case 'undoing':
        began.set(entry.step, run.clock.now())
        run.emit({ type: 'step-started', ...place, step: titleOf(entry.step) })
        return
      case 'done':
      case 'undone': {
        const seconds = (run.clock.now() - (began.get(entry.step) ?? run.clock.now())) / 1000
        run.emit({ type: 'step-finished', ...place, step: titleOf(entry.step), seconds })
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
