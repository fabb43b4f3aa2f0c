import type { ExitCode } from '../errors.ts'
import { messageOf } from '../errors.ts'
import type { Host } from '../inventory/inventory.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import { listTransactions } from '../transaction/run.ts'
import type { TransactionState } from '../transaction/state.ts'
import { agree } from './agree.ts'
import { transactionOnHost } from './transaction-on-host.ts'
import { readHosts } from './read-hosts.ts'
import type { CommonInvocation, OpenRun } from './open-run.ts'
import { inPhase } from './phase.ts'
import { roll } from './roll.ts'
import type { Outcome } from './roll.ts'

interface PastTask {
  name: string
  host: Host
  past: TransactionState | undefined
  plan: NodePlan
}

/** Takes back, on every host, what a task did there last. */
export async function undoTask(open: OpenRun, task: string, invocation: CommonInvocation): Promise<ExitCode> {
  const items = await readHosts(open, async host => {
    const { transactions } = await listTransactions(await open.run.sessions.get(host))
    const past = transactions.findLast(({ state, meta }) => state === 'confirmed' && meta['task'] === task)
    return { name: host.name, host, past, plan: planOf(host, past) }
  })
  const agreement = await agree(wholePlan(task, items), invocation)
  return agreement.goOn ? roll(open, items, item => undoOn(open, item)) : agreement.code
}

async function undoOn({ run }: OpenRun, { host, past }: PastTask): Promise<Outcome> {
  if (past === undefined)
    return { result: 'unchanged', changes: 0, message: 'There is nothing to take back.' }
  const work = { run, host }
  const transaction = transactionOnHost(work, past.id, { begun: true, undone: false, confirmed: true })
  try {
    await inPhase(work, 'undo', () => transaction.undo('asked for with --undo'))
    return { result: 'changed', changes: 1, message: `${past.title} is taken back.` }
  } catch (error) {
    const next = `On ${host.name}: sh ${transaction.directory}/undo --confirmed`
    return { result: 'unknown', changes: 0, message: messageOf(error), next }
  }
}

function planOf(host: Host, past: TransactionState | undefined): NodePlan {
  const none = { host: host.name, items: [], notes: [], fingerprint: '', fingerprintParts: {} }
  if (past === undefined) return none
  const subject = `undo of transaction ${past.id}`
  const reasons = [`${past.title}, of ${past.created}`]
  const item = {
    phase: 'switch',
    action: 'run',
    subject,
    reasons,
    irreversible: false,
    sensitive: false,
    steps: [],
  } as const
  return { ...none, items: [{ ...item, reasons, steps: [] }] }
}

function wholePlan(task: string, items: readonly PastTask[]): Plan {
  const nodes = items.map(({ plan }) => plan)
  return { version: 1, created: new Date().toISOString(), task, verb: 'to take back', arguments: {}, nodes }
}
