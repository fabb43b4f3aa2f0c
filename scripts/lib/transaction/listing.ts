import { harmless } from '../report/harmless.ts'
import { parseState } from './state.ts'
import type { TransactionState } from './state.ts'

export interface Listing {
  /** Oldest first. */
  transactions: TransactionState[]
  lock?: LockHolder
}

export interface LockHolder {
  run: string
  owner: string
  from: string
  since: string
  /** Whether the connection that took it is still there. */
  alive: boolean
  /** The transaction that it is held for, if one was begun. */
  transaction?: string
}

/** What `list` prints. Throws where it is not that. */
export function parseListing(text: string): Listing {
  const blocks = text.split('\n\n').filter(block => block.trim() !== '')
  const lock = blocks.findLast(block => block.startsWith('lock\t'))
  const transactions = blocks.filter(block => block !== lock).map(block => parseState(block))
  return lock === undefined ? { transactions } : { transactions, lock: parseLock(lock) }
}

function parseLock(line: string): LockHolder {
  const fields = line.trim().split('\t').map(harmless)
  const [, run = '?', owner = '?', from = '?', since = '?', id = '-', , , , life] = fields
  return { run, owner, from, since, alive: life === 'alive', ...(id === '-' ? {} : { transaction: id }) }
}
