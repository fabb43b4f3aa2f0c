import type { NodeTransaction } from '../engine/node-transaction.ts'
import { nodeTransaction } from '../engine/node-transaction.ts'
import { inPhase } from '../engine/phase.ts'
import { planHost } from '../engine/plan-host.ts'
import { NotBegun } from '../engine/roll.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { messageOf, RefitError } from '../errors.ts'
import { staleness } from '../plan/staleness.ts'
import { currentRuntime } from '../runtimes/runtimes.ts'
import { standingOf } from './before.ts'
import type { Before } from './before.ts'
import type { Migration } from './migration.ts'
import type { PlannedNode } from './plan.ts'
import { migrateTask } from './task.ts'

/**
 * Reads the node again, right before it is touched, and lets it through only as it was planned and without
 * blockers. What it throws says that nothing was done to the node.
 */
export async function gate(open: OpenRun, planned: PlannedNode): Promise<Migration> {
  try {
    return await inPhase({ run: open.run, host: planned.host }, 'gate', () => pass(open, planned))
  } catch (error) {
    const next = error instanceof RefitError ? error.next : undefined
    throw new NotBegun(messageOf(error), {
      host: planned.host.name,
      cause: error,
      ...(next === undefined ? {} : { next }),
    })
  }
}

async function pass(open: OpenRun, { host, plan: agreed, target, node }: PlannedNode): Promise<Migration> {
  const { run } = open
  const session = await open.sessions.get(host)
  const { facts, plan } = await planHost(session, host, migrateTask(target), run.clock.now)
  const changed = staleness(agreed, plan)
  if (changed !== undefined) throw new RefitError(changed, { next: 'Make the plan again, and look at it.' })
  const blockers = plan.notes.filter(({ severity }) => severity === 'blocker')
  if (blockers.length > 0) throw new RefitError(blockers.map(({ message }) => message).join(' '))
  const from = currentRuntime(facts)
  if (from === undefined) throw new RefitError('Its runtime cannot be told any more.')
  const before = await standingOf(run.kubectl(host), node)
  const work = {
    run,
    host,
    session,
    facts,
    plan: { ...plan, items: [...plan.items, ...clusterItems(agreed)] },
  }
  return { ...work, from, target, before, transaction: transactionOf(open, work, before, from.id, target.id) }
}
