import type { ExitCode } from '../errors.ts'
import { messageOf, RefitError } from '../errors.ts'
import type { Host } from '../inventory/inventory.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import { staleness } from '../plan/staleness.ts'
import { agree } from './agree.ts'
import { readHosts } from './read-hosts.ts'
import { nodeTransaction } from './node-transaction.ts'
import type { NodeTransaction } from './node-transaction.ts'
import type { CommonInvocation, OpenRun } from './open-run.ts'
import { inPhase } from './phase.ts'
import { planHost } from './plan-host.ts'
import { NotBegun, roll } from './roll.ts'
import type { Outcome } from './roll.ts'
import type { Work } from './run.ts'
import type { Task } from './task.ts'

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
  const agreement = await agree(wholePlan(task, planned), invocation)
  if (!agreement.goOn) return agreement.code
  return roll(open, planned, item => applyTo(open, task, item))
}

async function applyTo(open: OpenRun, task: Task, { host, plan: agreed }: PlannedHost): Promise<Outcome> {
  const { run } = open
  const work = await inPhase({ run, host }, 'gate', () => readAgain(open, task, host, agreed)).catch(
    notBegun(host),
  )
  const transaction = nodeTransaction(work, {
    title: task.name,
    meta: { task: task.name },
    breakLock: run.breakLock,
  })
  try {
    await inPhase(work, 'switch', () => transaction.run('switch'))
    await inPhase(work, 'confirm', () => transaction.confirm())
  } catch (error) {
    return takenBack(work, transaction, messageOf(error))
  }
  const changes = work.plan.items.length
  return { result: 'changed', changes, message: `${task.name} is in force.` }
}

async function readAgain(open: OpenRun, task: Task, host: Host, agreed: NodePlan): Promise<Work> {
  const { run } = open
  const session = await open.run.sessions.get(host)
  const { facts, plan } = await planHost(session, host, task, run.clock.now)
  const changed = staleness(agreed, plan)
  if (changed !== undefined) throw new RefitError(changed, { next: 'Make the plan again, and look at it.' })
  return { run, host, facts, plan }
}

async function takenBack(work: Work, transaction: NodeTransaction, why: string): Promise<Outcome> {
  try {
    await inPhase(work, 'undo', () => transaction.undo(why))
    return { result: 'rolled-back', changes: 0, message: `${why} Everything on it is as before.` }
  } catch (error) {
    const next = `On ${work.host.name}: sh ${transaction.directory}/undo`
    return {
      result: 'unknown',
      changes: 0,
      message: `${why} Taking it back failed too: ${messageOf(error)}`,
      next,
    }
  }
}

function notBegun(host: Host): (error: unknown) => never {
  return error => {
    throw new NotBegun(messageOf(error), { host: host.name, cause: error })
  }
}

function wholePlan(task: Task, planned: readonly PlannedHost[]): Plan {
  const nodes = planned.map(({ plan }) => plan)
  return {
    version: 1,
    created: new Date().toISOString(),
    task: task.name,
    verb: task.verb,
    arguments: {},
    nodes,
  }
}
