import type { ExitCode } from '../errors.ts'
import { messageOf } from '../errors.ts'
import type { Host } from '../inventory/inventory.ts'
import type { NodePlan, Note, Plan, PlanItem } from '../plan/plan.ts'
import { listTransactions } from '../transaction/run.ts'
import type { TransactionState } from '../transaction/state.ts'
import { agree } from './agree.ts'
import type { CommonInvocation, OpenRun } from './open-run.ts'
import { inPhase } from './phase.ts'
import { readHosts } from './read-hosts.ts'
import { roll } from './roll.ts'
import type { Outcome } from './roll.ts'
import { lastOf } from './task-meta.ts'
import { transactionOnHost } from './transaction-on-host.ts'

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
    const past = lastOf(transactions, task)
    return { name: host.name, host, past, plan: planOf(host, past, transactions) }
  })
  const agreement = await agree(wholePlan(open, task, items), invocation)
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

function planOf(
  host: Host,
  past: TransactionState | undefined,
  transactions: readonly TransactionState[],
): NodePlan {
  const plan = { host: host.name, fingerprint: '', fingerprintParts: {} }
  if (past === undefined) return { ...plan, items: [], notes: [] }
  const item: PlanItem = {
    phase: 'switch',
    action: 'run',
    subject: `undo of transaction ${past.id}`,
    reasons: [`${past.title}, of ${past.created}`, past.meta['changes'] ?? 'changes unknown'],
    irreversible: false,
    sensitive: false,
    steps: [],
  }
  return { ...plan, items: [item], notes: later(past, transactions) }
}

// The way back knows only how it was before: what somebody else made of the same file since goes with it.
function later(past: TransactionState, transactions: readonly TransactionState[]): Note[] {
  const since = transactions
    .slice(transactions.indexOf(past) + 1)
    .filter(({ state }) => state === 'confirmed')
  return since.map(({ title, created }) => ({
    severity: 'note',
    id: 'later-change',
    message: `${title} of ${created} came after it: a file that both have changed becomes what it was before both.`,
  }))
}

function wholePlan({ run }: OpenRun, task: string, items: readonly PastTask[]): Plan {
  const created = new Date(run.clock.now()).toISOString()
  const nodes = items.map(({ plan }) => plan)
  return { version: 1, created, task, verb: 'to take back', arguments: {}, nodes }
}
