import { inPhase } from '../engine/phase.ts'
import type { Phase } from '../engine/events.ts'
import type { Outcome } from '../engine/roll.ts'
import { RefitError } from '../errors.ts'
import { drainNode } from './drain.ts'
import type { Migration } from './migration.ts'
import { giveBack } from './release.ts'
import { verifyNode } from './verify.ts'

/** Makes everything ready while the old runtime goes on serving: images are carried over. */
export function prepare(migration: Migration): Promise<void> {
  return phase(migration, 'prepare', () => migration.transaction.run('prepare'))
}

/** Takes the pods off the node that can go elsewhere. */
export function drain(migration: Migration): Promise<void> {
  return phase(migration, 'drain', () => drainNode(migration, migration.before))
}

/** The transaction itself: stop, change, start. The node undoes it by itself when a step fails. */
export function switchRuntime(migration: Migration): Promise<void> {
  return phase(migration, 'switch', () => migration.transaction.run('switch'))
}

/** The transaction backwards, on the node: its files, its units, its old runtime. */
export function takeTransactionBack(rollback: Migration): Promise<void> {
  return phase(rollback, 'undo', () => rollback.transaction.undoConfirmed('asked for with rollback'))
}

/** Proves that the node works on its new runtime. */
export function verify(migration: Migration): Promise<void> {
  return phase(migration, 'verify', () => verifyNode(migration, migration.target, migration.before))
}

/** Ends the transaction, over a new connection: proof that the node can still be reached. */
export function confirm(migration: Migration): Promise<void> {
  return phase(migration, 'confirm', () => migration.transaction.confirm())
}

/** Gives the node back to the cluster, and says what is so now. */
export async function release(migration: Migration): Promise<Outcome> {
  const { before, target, plan, facts, socket } = migration
  const left = await inPhase(migration, 'release', () => giveBack(migration, before, socket))
  const standing = before.schedulable ? 'schedulable' : 'cordoned, as it was before'
  const message = `It runs ${target.describe(facts)}, and is ${standing}.`
  const result = { result: 'changed', changes: plan.items.length } as const
  if (left.length === 0) return { ...result, message }
  return {
    ...result,
    message: `${message} ${left.length} steps in the cluster failed.`,
    next: left.join('; '),
  }
}

// The first Ctrl-C ends a run after the phase in hand; a node is never left between two runtimes for it.
function phase(migration: Migration, name: Phase, act: () => Promise<void>): Promise<void> {
  if (migration.run.stop.aborted) throw new RefitError('You asked to stop.', { host: migration.host.name })
  return inPhase(migration, name, act)
}
