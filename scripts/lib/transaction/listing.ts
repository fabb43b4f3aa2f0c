import { harmless } from '../report/harmless.ts'
import { parseState } from './state.ts'
import type { TransactionState } from './state.ts'

export interface Listing {
  /** Oldest first. */
  transactions: TransactionState[]
  /** Archives that were sent, and that no transaction is about to unpack. */
  archives: { sha256: string; bytes: number }[]
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
  const rest = blocks.filter(block => block !== lock)
  const isArchive = (block: string) => block.startsWith('archive\t')
  const listing = {
    transactions: rest.filter(block => !isArchive(block)).map(block => parseState(block)),
    archives: rest.filter(isArchive).map(parseArchive),
  }
  return lock === undefined ? listing : { ...listing, lock: parseLock(lock) }
}

function parseArchive(line: string): Listing['archives'][number] {
  const [, sha256 = '?', bytes = ''] = line.trim().split('\t').map(harmless)
  return { sha256, bytes: Number(bytes) || 0 }
}

function parseLock(line: string): LockHolder {
  const fields = line.trim().split('\t').map(harmless)
  const [, run = '?', owner = '?', from = '?', since = '?', id = '-', , , , life] = fields
  return { run, owner, from, since, alive: life === 'alive', ...(id === '-' ? {} : { transaction: id }) }
}
