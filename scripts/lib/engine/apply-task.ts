import type { ExitCode } from '../errors.ts'
import { messageOf, RefitError, sentenceOf } from '../errors.ts'
import type { Host } from '../inventory/inventory.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import { staleness } from '../plan/staleness.ts'
import { agree } from './agree.ts'
import { nodeTransaction } from './node-transaction.ts'
import type { NodeTransaction } from './node-transaction.ts'
import type { CommonInvocation, OpenRun } from './open-run.ts'
import { inPhase } from './phase.ts'
import { planHost } from './plan-host.ts'
import { readHosts } from './read-hosts.ts'
import { NotBegun, roll } from './roll.ts'
import type { Outcome } from './roll.ts'
import type { Work } from './run.ts'
import type { Task } from './task.ts'
import { taskMeta } from './task-meta.ts'

interface PlannedHost {
  name: string
  host: Host
  plan: NodePlan
}

/** Plans a task on every host, shows it, and runs it host by host, each as one transaction. */
export async function applyTask(open: OpenRun, task: Task, invocation: CommonInvocation): Promise<ExitCode> {
  const planned = await readHosts(open, async host => {
    const { plan } = await planHost(await open.run.sessions.get(host), host, task, open.run.clock.now)
    return { name: host.name, host, plan }
  })
  const agreement = await agree(wholePlan(open, task, planned), invocation)
  if (!agreement.goOn) return agreement.code
  return roll(open, planned, item => applyTo(open, task, item))
}

async function applyTo(open: OpenRun, task: Task, { host, plan: agreed }: PlannedHost): Promise<Outcome> {
  const { run } = open
  const work = await inPhase({ run, host }, 'gate', () => readAgain(open, task, host, agreed)).catch(
    notBegun(host),
  )
  const { items } = work.plan
  const transaction = nodeTransaction(work, {
    title: task.name,
    meta: taskMeta(task.name, items),
    breakLock: run.breakLock,
  })
  try {
    for (const phase of ['prepare', 'switch'] as const)
      if (items.some(item => item.phase === phase)) await inPhase(work, phase, () => transaction.run(phase))
    await inPhase(work, 'confirm', () => transaction.confirm())
  } catch (error) {
    return takenBack(work, transaction, error)
  }
  return { result: 'changed', changes: items.length, message: `${task.name} is in force.` }
}

async function readAgain(open: OpenRun, task: Task, host: Host, agreed: NodePlan): Promise<Work> {
  const { run } = open
  const session = await open.run.sessions.get(host)
  const { facts, plan } = await planHost(session, host, task, run.clock.now)
  const blockers = plan.notes.filter(({ severity }) => severity === 'blocker')
  if (blockers.length > 0) throw new RefitError(blockers.map(({ message }) => message).join(' '))
  const changed = staleness(agreed, plan)
  if (changed !== undefined) throw new RefitError(changed, { next: 'Make the plan again, and look at it.' })
  return { run, host, facts, plan }
}

// What failed has been told by its phase; here it is what is so now.
async function takenBack(work: Work, transaction: NodeTransaction, cause: unknown): Promise<Outcome> {
  const why = sentenceOf(cause)
  const next = cause instanceof RefitError && cause.next !== undefined ? { next: cause.next } : {}
  if (!transaction.isBegun()) return { result: 'untouched', changes: 0, message: why, ...next }
  try {
    await inPhase(work, 'undo', () => transaction.undo(why))
    return { result: 'rolled-back', changes: 0, message: 'Everything on it is as before.', ...next }
  } catch (error) {
    return {
      result: 'unknown',
      changes: 0,
      message: `${why} Taking it back failed too: ${sentenceOf(error)}`,
      next: `On ${work.host.name}: sh ${transaction.directory}/undo`,
    }
  }
}

function notBegun(host: Host): (error: unknown) => never {
  return error => {
    const next = error instanceof RefitError ? error.next : undefined
    throw new NotBegun(messageOf(error), {
      host: host.name,
      cause: error,
      ...(next === undefined ? {} : { next }),
    })
  }
}

function wholePlan({ run }: OpenRun, task: Task, planned: readonly PlannedHost[]): Plan {
  return {
    version: 1,
    created: new Date(run.clock.now()).toISOString(),
    task: task.name,
    verb: task.verb,
    arguments: {},
    nodes: planned.map(({ plan }) => plan),
  }
}
