import type { Listing } from '../transaction/listing.ts'
import type { TransactionState } from '../transaction/state.ts'

/** What is so on one host. */
export interface HostStatus {
  host: string
  /** What its kubelet uses: "containerd 1.6.20". */
  runtime?: string
  kubelet?: string
  listing?: Listing
  /** Why nothing could be read. */
  problem?: string
}

/** The transactions that neither stay nor were taken back. */
export function openTransactions({ listing }: HostStatus): TransactionState[] {
  return listing?.transactions.filter(({ state }) => ['open', 'undoing', 'undo-failed'].includes(state)) ?? []
}

/** Nothing that anybody has to look at. */
export function isQuiet(status: HostStatus): boolean {
  return status.problem === undefined && openTransactions(status).length === 0
}
