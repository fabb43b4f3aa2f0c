import type { Kubectl } from '../cluster/kubectl.ts'
import { getNode } from '../cluster/objects.ts'
import { readHosts } from '../engine/read-hosts.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { workersFirst } from '../engine/order.ts'
import type { Facts } from '../facts/facts.ts'
import { probe } from '../facts/probe.ts'
import type { Host } from '../inventory/inventory.ts'
import type { NodePlan, Note, Plan, PlanItem } from '../plan/plan.ts'
import type { LockHolder } from '../transaction/listing.ts'
import { listTransactions } from '../transaction/run.ts'
import type { TransactionState } from '../transaction/state.ts'
import { migrateTargets } from './task.ts'

/** What is to become of a transaction that was left open. */
export type Ending = 'finish' | 'undo'

export interface OpenOnHost {
  name: string
  host: Host
  facts: Facts
  controlPlane: boolean
  /** The transaction that is open there: a host has one at most, for it is locked by it. */
  open: TransactionState | undefined
  ending: Ending
  plan: NodePlan
}

/** Asks the hosts what is open on them, and says how it would end. The truth is there, not in a local file. */
export async function planResume(run: OpenRun, undo: boolean): Promise<{ plan: Plan; nodes: OpenOnHost[] }> {
  const nodes = workersFirst(await readHosts(run, host => planHostResume(run, host, undo)))
  const created = new Date(run.run.clock.now()).toISOString()
  const plan = { version: 1, created, task: 'resume', verb: 'to finish or take back', arguments: {} } as const
  return { plan: { ...plan, nodes: nodes.map(node => node.plan) }, nodes }
}

async function planHostResume({ run }: OpenRun, host: Host, undo: boolean): Promise<OpenOnHost> {
  const session = await run.sessions.get(host)
  const facts = await probe(session, migrateTargets, run.clock.now)
  const { transactions, lock } = await listTransactions(session)
  const open = transactions.findLast(({ state }) => ['open', 'undoing', 'undo-failed'].includes(state))
  const ending = open !== undefined && !undo && canBeFinished(open) ? 'finish' : 'undo'
  const items = open === undefined ? [] : [itemOf(open, ending)]
  const atWork = open !== undefined && lock?.alive === true && !run.breakLock ? [stillAtWork(lock)] : []
  const notes = [...atWork, ...(await leftCordoned(run.kubectl(host), transactions.at(-1)))]
  const plan: NodePlan = { host: host.name, items, notes, fingerprint: '', fingerprintParts: {} }
  return {
    name: host.name,
    host,
    facts,
    controlPlane: facts.kubelet?.controlPlane ?? false,
    open,
    ending,
    plan,
  }
}

// A node that took itself back could not uncordon itself, and nobody knows any more who cordoned it.
async function leftCordoned(kubectl: Kubectl, last: TransactionState | undefined): Promise<Note[]> {
  if (last?.state !== 'undone' || last.meta['schedulable'] !== 'yes') return []
  const name = last.meta['node'] ?? last.host
  const node = await getNode(kubectl, name).catch(() => undefined)
  if (node?.spec.unschedulable !== true) return []
  const message = `It is cordoned. It was schedulable when "${last.title}" began, which was taken back.`
  return [{ severity: 'warning', id: 'left-cordoned', message, fix: `kubectl uncordon ${name}` }]
}

function stillAtWork({ run, owner, from, since }: LockHolder): Note {
  return {
    severity: 'blocker',
    id: 'run-at-work',
    message: `The run ${run} of ${owner} on ${from}, which has the lock since ${since}, is still connected.`,
    fix: 'Let it end, or give --break-lock if you know it to be dead.',
  }
}

/** Every phase was done, and only the proof and the confirmation are missing. A damaged list does not say which there were. */
function canBeFinished({ state, phases, altered }: TransactionState): boolean {
  return state === 'open' && !altered && Object.values(phases).every(phase => phase === 'done')
}

function itemOf(
  { id, title, owner, from, created, state, phases }: TransactionState,
  ending: Ending,
): PlanItem {
  const done = Object.entries(phases).map(([phase, standing]) => `${phase} ${standing}`)
  const how =
    ending === 'finish'
      ? 'all is done: it is verified and confirmed'
      : 'the host is taken back to what it was'
  return {
    phase: 'switch',
    action: 'run',
    subject: `${ending} transaction ${id} (${title})`,
    reasons: [`begun by ${owner} on ${from} at ${created}, now ${state}: ${done.join(', ')}`, how],
    irreversible: false,
    sensitive: false,
    steps: [],
  }
}
