import type { OpenRun } from '../engine/open-run.ts'
import { workersFirst } from '../engine/order.ts'
import { readHosts } from '../engine/read-hosts.ts'
import { contextOf, planHost } from '../engine/plan-host.ts'
import type { Facts } from '../facts/facts.ts'
import type { Host } from '../inventory/inventory.ts'
import { readPlan } from '../plan/file.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import { checked } from './checked.ts'
import { clusterPart } from './cluster-items.ts'
import { drainOf, socketOf, wantedOf } from './context.ts'
import type { Wanted } from './context.ts'
import { hostsOf, refuseStale } from './saved.ts'
import { migrateTask } from './task.ts'

/** One node with what a migration would do to it. */
export interface PlannedNode {
  name: string
  host: Host
  /** Its name in the cluster. */
  node: string
  wanted: Wanted
  /** What kubeadm's annotation of the CRI socket is to say, where the node has it. */
  socket: string
  controlPlane: boolean
  /** What was read of it. */
  facts: Facts
  plan: NodePlan
}

/** A plan that can be shown and saved, and its nodes in the order in which they are taken in hand. */
export interface PlannedMigration {
  plan: Plan
  nodes: PlannedNode[]
}

/**
 * Reads every node and says what a migration would do, in the order in which it would. Changes nothing. With
 * the file of a saved plan it is that plan, for its hosts; it is refused where a node has changed since.
 */
export async function planMigration(
  open: OpenRun,
  { to, drain, plan: file }: { to: string; drain: boolean; plan?: string | undefined },
): Promise<PlannedMigration> {
  if (file === undefined) return planHosts(open, wantedOf(to, drain))
  const saved = await readPlan(file)
  const itsHosts = { ...open, hosts: hostsOf(saved, open.hosts, file) }
  const { to: savedTo = to, drain: savedDrain } = saved.arguments
  const fresh = await planHosts(itsHosts, wantedOf(savedTo, savedDrain === 'yes'))
  refuseStale(saved, fresh.plan, file)
  return fresh
}

async function planHosts(open: OpenRun, wanted: Wanted): Promise<PlannedMigration> {
  const planned = await readHosts(open, host => planNode(open, host, wanted))
  const nodes = await checked(open, workersFirst(planned))
  const created = new Date(open.run.clock.now()).toISOString()
  const plan = {
    version: 1,
    created,
    task: 'migrate',
    verb: 'to migrate',
    arguments: { to: wanted.name, ...(wanted.drain ? { drain: 'yes' } : {}) },
  } as const
  return { plan: { ...plan, nodes: nodes.map(node => node.plan) }, nodes }
}

async function planNode(open: OpenRun, host: Host, wanted: Wanted): Promise<PlannedNode> {
  const session = await open.run.sessions.get(host)
  const { facts, plan } = await planHost(session, host, migrateTask(wanted), open.run.clock.now)
  const node = nodeName(host, facts)
  const task = contextOf(host, facts)
  const socket = socketOf(wanted, task)
  const controlPlane = facts.kubelet?.controlPlane ?? false
  const known = { name: host.name, host, node, wanted, socket, controlPlane, facts }
  if (plan.notes.some(({ severity }) => severity === 'blocker')) return { ...known, plan: { ...plan, node } }
  const moves = plan.items.length > 0 ? drainOf(wanted, task) : undefined
  const cluster = await clusterPart(open.run.kubectl(host), node, facts.host.bootId, socket, moves)
  return {
    ...known,
    plan: {
      ...plan,
      node,
      items: inOrder([...plan.items, ...cluster.items]),
      notes: [...plan.notes, ...cluster.notes],
    },
  }
}

// What the inventory says wins; where it says nothing, the name under which kubelet registers.
function nodeName({ name, node }: Host, { kubelet }: Facts): string {
  return node === name ? (kubelet?.nodeName ?? node) : node
}

function inOrder(items: NodePlan['items']): NodePlan['items'] {
  const order = ['prepare', 'drain', 'switch', 'release']
  return items.toSorted((one, other) => order.indexOf(one.phase) - order.indexOf(other.phase))
}
