import { readHosts } from '../engine/read-hosts.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { hasEnded, podName, podsOn } from '../cluster/objects.ts'
import type { Kubectl } from '../cluster/kubectl.ts'
import { runningContainers } from '../cluster/same-containers.ts'
import { workersFirst } from '../engine/order.ts'
import type { Facts } from '../facts/facts.ts'
import { probe } from '../facts/probe.ts'
import type { Host } from '../inventory/inventory.ts'
import type { Note, NodePlan, Plan } from '../plan/plan.ts'
import { currentRuntime, runtimeNamed } from '../runtimes/runtimes.ts'
import { listTransactions } from '../transaction/run.ts'
import type { TransactionState } from '../transaction/state.ts'
import { clusterPart } from './cluster-items.ts'
import { isInPlaceOf, sameAs } from './in-place-meta.ts'
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
  /** Whether a drain was asked for even where containers run on, and whether there is one. */
  drain: boolean
  drains: boolean
  plan: NodePlan
}

/** Finds the last migration of every node, and says what taking it back would do. Changes nothing. */
export async function planRollback(
  open: OpenRun,
  { drain }: { drain: boolean },
): Promise<{ plan: Plan; nodes: PlannedRollback[] }> {
  const nodes = workersFirst(await readHosts(open, host => planHostRollback(open, host, drain)))
  const created = new Date(open.run.clock.now()).toISOString()
  const plan = { version: 1, created, task: 'rollback', verb: 'to take back', arguments: {} } as const
  return { plan: { ...plan, nodes: nodes.map(node => node.plan) }, nodes }
}

/** As `planRollback`, for one host; the gate asks it again. */
export async function planHostRollback(
  { run }: OpenRun,
  host: Host,
  drain: boolean,
): Promise<PlannedRollback> {
  const session = await run.sessions.get(host)
  const facts = await probe(session, migrateTargets, run.clock.now)
  const past = lastMigration((await listTransactions(session)).transactions)
  const node = past?.meta['node'] ?? host.node
  const inPlace = past !== undefined && isInPlaceOf(past.meta)
  const drains = !host.settings.drain.skip && (drain || !inPlace)
  const known = {
    name: host.name,
    host,
    node,
    facts,
    past,
    drain,
    drains,
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
    drains ? host.settings.drain : undefined,
  )
  const notes = await rollbackNotes(session, facts, back, past.id)
  const from = currentRuntime(facts)?.describe(facts) ?? 'an unknown runtime'
  return {
    ...known,
    plan: {
      ...empty,
      from,
      to: past.meta['was'] ?? back.id,
      items: [...cluster.items, undoItem(past)],
      notes: [...notes, ...cluster.notes, ...(inPlace ? await restarts(run.kubectl(host), node, past) : [])],
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

// The old version does not take over what a newer one has started; it starts it anew.
async function restarts(
  kubectl: Kubectl,
  node: string,
  { meta, created }: TransactionState,
): Promise<Note[]> {
  const pods = (await podsOn(kubectl, node)).filter(pod => !hasEnded(pod))
  const began = pods.filter(
    pod => sameAs(meta, runningContainers([pod])).length < runningContainers([pod]).length,
  )
  const message =
    began.length === 0
      ? `No pod restarts: all that run were started before ${created}.`
      : `These pods have containers that were started after ${created}, which restart once: ${began.map(podName).join(', ')}. The others run on.`
  return [{ severity: began.length === 0 ? 'note' : 'warning', id: 'rollback-restarts', message }]
}

function nothingToTakeBack(): Note {
  return {
    severity: 'note',
    id: 'nothing-to-take-back',
    message: 'There is no migration on this node that could be taken back.',
  }
}
