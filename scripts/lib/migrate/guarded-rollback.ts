import type { Outcome } from '../engine/roll.ts'
import { sentenceOf } from '../errors.ts'
import { letGo } from './let-go.ts'
import type { Rollback } from './rollback.ts'
import { uncordon } from './release.ts'

/**
 * Runs the phases of a rollback. One that fails before the node was changed leaves it on the runtime that it
 * has; after that there is no second way back, and the node stays cordoned.
 */
export async function guardedRollback(rollback: Rollback, phases: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await phases()
  } catch (error) {
    return rollback.transaction.isBegun()
      ? stuck(rollback, sentenceOf(error))
      : await untouched(rollback, sentenceOf(error))
  } finally {
    await letGo(rollback)
  }
}

async function untouched(rollback: Rollback, why: string): Promise<Outcome> {
  const left = await uncordon(rollback)
  const message = `${why} It still runs ${rollback.from.describe(rollback.facts)}`
  if (left.length === 0)
    return { result: 'untouched', changes: 0, message: `${message}, and is as schedulable as before.` }
  return { result: 'untouched', changes: 0, message: `${message}, and is cordoned.`, next: left.join('; ') }
}

function stuck({ host, target, standing, transaction }: Rollback, why: string): Outcome {
  const { directory } = transaction
  const message = standing.undone
    ? `${why} It was taken back to ${target.id} and could not be verified, so it stays cordoned.`
    : `${why} It was being taken back to ${target.id}, and stays cordoned.`
  const next = standing.undone
    ? `Look at kubelet and the pods on ${host.name}, then kubectl uncordon it.`
    : `On ${host.name}: sh ${directory}/undo --confirmed, and look at ${directory}/journal.`
  return { result: 'unknown', changes: 0, message, next }
}
