import type { OpenRun } from '../engine/open-run.ts'
import { NotBegun } from '../engine/roll.ts'
import type { Outcome } from '../engine/roll.ts'
import { inPhase } from '../engine/phase.ts'
import { messageOf } from '../errors.ts'
import { count } from '../report/words.ts'
import { pruneTransactions } from '../transaction/run.ts'
import type { PlannedCleanup } from './plan.ts'

/** Removes the old transactions and archives of one host, and says how many went: what is so on the host decides, not the plan. */
export async function cleanUp({ run }: OpenRun, { host, keep }: PlannedCleanup): Promise<Outcome> {
  const prune = async () => pruneTransactions(await run.sessions.get(host), keep)
  const pruned = await inPhase({ run, host }, 'release', prune).catch((error: unknown) => {
    // Nothing of a node's setup is touched here; what is left over goes the next time.
    throw new NotBegun(messageOf(error), { host: host.name, cause: error })
  })
  const result = pruned.length === 0 ? 'unchanged' : 'changed'
  const archives = pruned.filter(name => name.startsWith('archive ')).length
  const gone = [
    count(pruned.length - archives, 'old transaction', 'old transactions'),
    ...(archives === 0 ? [] : [count(archives, 'archive', 'archives')]),
  ]
  return { result, changes: pruned.length, message: `${gone.join(' and ')} removed.` }
}
