import type { PlanItem } from '../plan/plan.ts'
import type { TransactionState } from '../transaction/state.ts'

/** What a transaction keeps on the node for a later undo: whose it is, and what it did. */
export function taskMeta(task: string, items: readonly PlanItem[]): Record<string, string> {
  const titles = items.map(({ action, subject }) => `${action} ${subject}`)
  const more = titles.length - shown
  const listed = more > 0 ? [...titles.slice(0, shown), `and ${more} more`] : titles
  return { task, changes: listed.join('; ') }
}

/** The newest transaction of a task that is in force; the one before it can only be taken back after it. */
export function lastOf(
  transactions: readonly TransactionState[],
  task: string,
): TransactionState | undefined {
  return transactions.findLast(({ state, meta }) => state === 'confirmed' && meta['task'] === task)
}

/** A transaction has one line for this, and whoever takes it back needs to recognise it, not to read it all. */
const shown = 10
