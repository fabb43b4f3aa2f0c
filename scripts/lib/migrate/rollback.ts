import { transactionOnHost } from '../engine/transaction-on-host.ts'
import type { Standing, TransactionOnHost } from '../engine/transaction-on-host.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { inPhase } from '../engine/phase.ts'
import { NotBegun } from '../engine/roll.ts'
import { lockForRun } from '../engine/lock.ts'
import { messageOf, RefitError } from '../errors.ts'
import { currentRuntime, runtimeNamed } from '../runtimes/runtimes.ts'
import { standingOf } from './before.ts'
import { isInPlaceOf, sameAs } from './in-place-meta.ts'
import type { NodeChange } from './migration.ts'
import { phase } from './phases.ts'
import { planHostRollback } from './rollback-plan.ts'
import type { PlannedRollback } from './rollback-plan.ts'

export interface Rollback extends NodeChange {
  transaction: TransactionOnHost
  standing: Standing
}

/** Looks again at the node, right before it is touched, and gets its way back ready. */
export async function gateRollback(open: OpenRun, planned: PlannedRollback): Promise<Rollback> {
  const { run } = open
  const { host } = planned
  const look = async (): Promise<Rollback> => {
    const { facts, past, plan, node } = await planHostRollback(open, host, planned.drain)
    if (past === undefined || past.id !== planned.past?.id)
      throw new RefitError('The migration that the plan is about is not the last one any more.')
    const blockers = plan.notes.filter(({ severity }) => severity === 'blocker')
    if (blockers.length > 0) throw new RefitError(blockers.map(({ message }) => message).join(' '))
    const from = currentRuntime(facts)
    if (from === undefined) throw new RefitError('Its runtime cannot be told.')
    const target = runtimeNamed(past.meta['from'] ?? '')
    const now = await standingOf(run.kubectl(host), node)
    const inPlace = isInPlaceOf(past.meta)
    const before = inPlace ? { ...now, containers: sameAs(past.meta, now.containers) } : now
    const socket = past.meta['socket'] ?? target.socket
    await lockForRun({ run, host })
    const standing = { begun: false, undone: false, confirmed: true }
    return {
      run,
      host,
      facts,
      plan,
      from,
      target,
      becomes: past.meta['was'] ?? target.describe(facts),
      inPlace,
      drains: planned.drains,
      before,
      socket,
      mark: { cordoned: false, beyondReturn: false },
      standing,
      transaction: transactionOnHost({ run, host }, past.id, standing),
    }
  }
  return inPhase({ run, host }, 'gate', look).catch((error: unknown) => {
    throw new NotBegun(messageOf(error), { host: host.name, cause: error })
  })
}

/** The transaction backwards, on the node: its files, its units, its old runtime. */
export function takeTransactionBack(rollback: Rollback): Promise<void> {
  return phase(rollback, 'undo', () => {
    rollback.standing.begun = true
    rollback.mark.beyondReturn = true
    return rollback.transaction.undo('asked for with rollback')
  })
}
