import type { TransactionState } from '../transaction/state.ts'

/**
 * Which of a host's transactions (oldest first) `prune` of controller.sh removes: the closed ones beyond the newest
 * `keep`. One that is open stays, and so does the last that was confirmed, which a rollback would need. Pure.
 */
export function prunable(transactions: readonly TransactionState[], keep: number): TransactionState[] {
  const lastConfirmed = transactions.findLast(({ state }) => state === 'confirmed')
  const closed = transactions.filter(({ state }) => closedStates.has(state))
  return closed.slice(0, Math.max(0, closed.length - keep)).filter(item => item !== lastConfirmed)
}

const closedStates = new Set(['confirmed', 'undone', 'staged'])
