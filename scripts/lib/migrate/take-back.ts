import { waitForHeartbeat, waitForNode } from '../cluster/verify.ts'
import { inPhase, waitIn } from '../engine/phase.ts'
import type { Outcome } from '../engine/roll.ts'
import { RefitError, sentenceOf } from '../errors.ts'
import { letGo } from './let-go.ts'
import type { Migration } from './migration.ts'
import { uncordon } from './release.ts'
import { verifyOnNode } from './verify.ts'

/**
 * The way back after a failure: the node undoes what was done to it, is verified on its old runtime, and gets
 * its schedulability back. A node that does not come back stays cordoned, and its state is said to be unknown.
 */
export async function takeBack(migration: Migration, cause: unknown): Promise<Outcome> {
  const why = sentenceOf(cause)
  try {
    await inPhase(migration, 'undo', () => undo(migration, why))
  } catch (error) {
    return lost(migration, why, error)
  }
  const begun = migration.transaction.isBegun()
  const left = await uncordon(migration)
  const next = left[0] ?? (cause instanceof RefitError ? cause.next : undefined)
  const runtime = migration.from.describe(migration.facts)
  return {
    result: begun ? 'rolled-back' : 'untouched',
    changes: 0,
    message: `${why} It ${begun ? 'is back on' : 'still runs'} ${runtime}, and ${left.length === 0 ? 'as schedulable as before' : 'still cordoned'}.`,
    ...(next === undefined ? {} : { next }),
  }
}

async function undo(migration: Migration, why: string): Promise<void> {
  const { run, host, from, target, before, transaction } = migration
  if (!transaction.isBegun()) return letGo(migration)
  await transaction.undo(why)
  // An operator who gives up wants the node back all the same, so the run's abort signal is not heard here.
  const wait = { ...waitIn(migration, 'undo'), signal: undefined }
  await verifyOnNode(migration, from, target, wait)
  await waitForHeartbeat(run.kubectl(host), before.node, wait)
  await waitForNode(run.kubectl(host), before.node, from.reportedAs, before.stayed, wait)
}

function lost({ host, from, transaction }: Migration, why: string, error: unknown): Outcome {
  return {
    result: 'unknown',
    changes: 0,
    message: `${why} Taking it back to ${from.id} failed too: ${sentenceOf(error)} It stays cordoned.`,
    next: `On ${host.name}: sh ${transaction.directory}/undo, and look at ${transaction.directory}/journal.`,
  }
}
