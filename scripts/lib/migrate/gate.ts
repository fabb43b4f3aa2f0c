import { nodeTransaction } from '../engine/node-transaction.ts'
import { onceMore } from '../engine/once-more.ts'
import { inPhase } from '../engine/phase.ts'
import { contextOf, planHost } from '../engine/plan-host.ts'
import { NotBegun } from '../engine/roll.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { lockForRun } from '../engine/lock.ts'
import { messageOf, RefitError } from '../errors.ts'
import type { NodePlan } from '../plan/plan.ts'
import { staleness } from '../plan/staleness.ts'
import { currentRuntime } from '../runtimes/runtimes.ts'
import { standingOf } from './before.ts'
import { drainOf, isInPlace, runtimeContext } from './context.ts'
import type { Migration, NodeChange } from './migration.ts'
import { inPlaceMeta } from './in-place-meta.ts'
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

async function pass({ run }: OpenRun, planned: PlannedNode): Promise<Migration> {
  const { host, wanted, socket } = planned
  const target = wanted.runtime
  const { facts, plan } = await onceMore({ run, host }, session =>
    planHost(session, host, migrateTask(wanted), run.clock.now),
  )
  refuse(planned.plan, plan)
  const from = currentRuntime(facts)
  if (from === undefined) throw new RefitError('Its runtime cannot be told any more.')
  const before = await standingOf(run.kubectl(host), planned.node)
  const task = contextOf(host, facts)
  const context = runtimeContext(wanted, task)
  const inCluster = planned.plan.items.filter(({ steps }) => steps.length === 0)
  const change = {
    run,
    host,
    facts,
    plan: { ...plan, items: [...plan.items, ...inCluster] },
    from,
    target,
    becomes: plan.to ?? target.id,
    inPlace: context !== undefined && isInPlace(context),
    drains: drainOf(wanted, task) !== undefined,
    before,
    socket,
    mark: { cordoned: false, beyondReturn: false },
  }
  await lockIfNeeded(change)
  for (const pod of before.unready) {
    const message = `The pod ${pod} was not ready before, and is not waited for.`
    run.emit({ type: 'note', level: 'warning', host: host.name, message })
  }
  const title = `${from.id} to ${target.id}`
  return {
    ...change,
    transaction: nodeTransaction(change, { title, meta: metaOf(change), breakLock: run.breakLock }),
  }
}

// The first phase takes the lock along with the bundle. A node with nothing to prepare would be drained before.
async function lockIfNeeded({ run, host, plan }: NodeChange): Promise<void> {
  if (plan.items.some(({ phase, steps }) => phase === 'prepare' && steps.length > 0)) return
  await lockForRun({ run, host })
}

function refuse(agreed: NodePlan, fresh: NodePlan): void {
  // First what stands in the way: a node that another run has in hand is stale as well, and that run has a name.
  const blockers = fresh.notes.filter(({ severity }) => severity === 'blocker')
  if (blockers.length > 0) throw new RefitError(blockers.map(({ message }) => message).join(' '))
  const changed = staleness(agreed, fresh)
  if (changed !== undefined) throw new RefitError(changed, { next: 'Make the plan again, and look at it.' })
}

/** What a rollback needs to know later, kept on the node with the transaction. */
function metaOf({ from, target, facts, before, socket, inPlace }: NodeChange): Record<string, string> {
  return {
    task: 'migrate',
    from: from.id,
    to: target.id,
    endpoint: socket,
    node: before.node,
    was: from.describe(facts),
    ...(inPlace ? inPlaceMeta(before.containers) : {}),
    schedulable: before.schedulable ? 'yes' : 'no',
    ...(before.socket === undefined ? {} : { socket: before.socket }),
  }
}
