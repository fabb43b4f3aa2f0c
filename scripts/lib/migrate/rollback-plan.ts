import { readHosts } from '../engine/read-hosts.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { workersFirst } from '../engine/order.ts'
import type { Facts } from '../facts/facts.ts'
import { probe } from '../facts/probe.ts'
import type { Host } from '../inventory/inventory.ts'
import type { Note, NodePlan, Plan } from '../plan/plan.ts'
import { currentRuntime, runtimeNamed } from '../runtimes/runtimes.ts'
import { listTransactions } from '../transaction/run.ts'
import type { TransactionState } from '../transaction/state.ts'
import { clusterPart } from './cluster-items.ts'
import { rollbackNotes } from './rollback-notes.ts'
import { migrateTargets } from './task.ts'

/** One node, with the migration that a rollback takes back; none where there is nothing to take back. */
export interface PlannedRollback {
  name: string
  host: Host
  node: string
  controlPlane: boolean
  facts: Facts
  past: TransactionState | undefined
  plan: NodePlan
}

/** Finds the last migration of every node, and says what taking it back would do. Changes nothing. */
export async function planRollback(open: OpenRun): Promise<{ plan: Plan; nodes: PlannedRollback[] }> {
  const nodes = workersFirst(await readHosts(open, host => planHostRollback(open, host)))
  const created = new Date(open.run.clock.now()).toISOString()
  const plan = { version: 1, created, task: 'rollback', verb: 'to take back', arguments: {} } as const
  return { plan: { ...plan, nodes: nodes.map(node => node.plan) }, nodes }
}

/** As `planRollback`, for one host; the gate asks it again. */
export async function planHostRollback({ run }: OpenRun, host: Host): Promise<PlannedRollback> {
  const session = await run.sessions.get(host)
  const facts = await probe(session, migrateTargets, run.clock.now)
  const past = lastMigration((await listTransactions(session)).transactions)
  const node = past?.meta['node'] ?? host.node
  const known = {
    name: host.name,
    host,
    node,
    facts,
    past,
    controlPlane: facts.kubelet?.controlPlane ?? false,
  }
  const empty: NodePlan = {
    host: host.name,
    node,
    items: [],
    notes: [],
    fingerprint: '',
    fingerprintParts: {},
  }
  if (past === undefined) return { ...known, plan: { ...empty, notes: [nothingToTakeBack()] } }
  const back = runtimeNamed(past.meta['from'] ?? '')
  const socket = past.meta['socket'] ?? back.socket
  const cluster = await clusterPart(
    run.kubectl(host),
    node,
    facts.host.bootId,
    socket,
    host.settings.drain.skip ? undefined : host.settings.drain,
  )
  const notes = await rollbackNotes(session, facts, back, past.id)
  const from = currentRuntime(facts)?.describe(facts) ?? 'an unknown runtime'
  return {
    ...known,
    plan: {
      ...empty,
      from,
      to: back.id,
      items: [...cluster.items, undoItem(past)],
      notes: [...notes, ...cluster.notes],
    },
  }
}

/** The newest migration that is in force: the one before it can only be taken back after it. */
export function lastMigration(transactions: readonly TransactionState[]): TransactionState | undefined {
  return transactions.findLast(({ state, meta }) => state === 'confirmed' && meta['task'] === 'migrate')
}

function undoItem({ id, title, created }: TransactionState): NodePlan['items'][number] {
  const reasons = [`${title}, of ${created}`, 'files, units and services as they were before it']
  return {
    phase: 'switch',
    action: 'run',
    subject: `undo of transaction ${id}`,
    reasons,
    irreversible: false,
    sensitive: false,
    steps: [],
  }
}

function nothingToTakeBack(): Note {
  return {
    severity: 'note',
    id: 'nothing-to-take-back',
    message: 'There is no migration on this node that could be taken back.',
  }
}
