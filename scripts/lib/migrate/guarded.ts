import type { Outcome } from '../engine/roll.ts'
import type { Migration } from './migration.ts'
import { takeBack } from './take-back.ts'

/** Runs the phases of a migration; whatever fails before the node is confirmed, the node is taken back. */
export async function guarded(migration: Migration, phases: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await phases()
  } catch (error) {
    if (migration.transaction.isConfirmed()) throw error
    return takeBack(migration, error)
  }
}
