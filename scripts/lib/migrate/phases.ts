import type { Phase } from '../engine/events.ts'
import { inPhase } from '../engine/phase.ts'
import type { Outcome } from '../engine/roll.ts'
import { RefitError } from '../errors.ts'
import { drainNode } from './drain.ts'
import type { Migration, NodeChange } from './migration.ts'
import { giveBack } from './release.ts'
import { verifyNode } from './verify.ts'

/** Makes everything ready while the old runtime goes on serving: images are carried over. */
export function prepare(migration: Migration): Promise<void> {
  return phase(migration, 'prepare', () => migration.transaction.run('prepare'))
}

/** Takes the pods off the node that can go elsewhere; none where containers run through the change. */
export async function drain(change: NodeChange): Promise<void> {
  if (!change.drains) return
  await phase(change, 'drain', () => {
    change.mark.cordoned = true
    return drainNode(change, change.before)
  })
}

/** The transaction itself: stop, change, start. The node undoes it by itself when a step fails. */
export function switchRuntime(migration: Migration): Promise<void> {
  return phase(migration, 'switch', async () => {
    await migration.transaction.run('switch')
    // What follows gets the whole time, however long the switch took.
    await migration.transaction.extend()
  })
}

/** Proves that the node works on the runtime that it runs now. */
export function verify(change: NodeChange): Promise<void> {
  return phase(change, 'verify', () => verifyNode(change))
}

/** Ends the transaction, over a new connection: proof that the node can still be reached. */
export function confirm(migration: Migration): Promise<void> {
  return phase(migration, 'confirm', () => migration.transaction.confirm())
}

/** Gives the node back to the cluster, and says what is so now. */
export async function release(change: NodeChange): Promise<Outcome> {
  const { before, becomes, plan } = change
  const { commands, unsettled } = await inPhase(change, 'release', () => giveBack(change))
  const cordoned = commands.some(one => one.includes(' uncordon '))
  const standing = cordoned
    ? 'still cordoned'
    : before.schedulable
      ? 'schedulable'
      : 'cordoned, as it was before'
  const waiting = unsettled === undefined ? [] : [`In the cluster ${unsettled}.`]
  return {
    result: 'changed',
    changes: plan.items.length,
    message: [`It runs ${becomes}, and is ${standing}.`, ...waiting].join(' '),
    ...(commands.length === 0 ? {} : { next: commands.join('; ') }),
    // The next node must not be drained while this one's work is not back.
    ...(commands.length > 0 || unsettled !== undefined ? { unfinished: true } : {}),
  }
}

/**
 * One phase of a node's change. The first Ctrl-C ends a run after the phase in hand: what is not confirmed by
 * then is taken back, for a node is never left between two runtimes. A rollback that has begun goes to its end.
 */
export async function phase(change: NodeChange, name: Phase, act: () => Promise<void>): Promise<void> {
  if (change.run.stop.aborted && !change.mark.beyondReturn)
    throw new RefitError('You asked to stop.', { host: change.host.name })
  await inPhase(change, name, act)
}
