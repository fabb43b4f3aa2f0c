import type { OpenRun } from '../engine/open-run.ts'
import { workersFirst } from '../engine/order.ts'
import { readHosts } from '../engine/read-hosts.ts'
import { planHost } from '../engine/plan-host.ts'
import type { Facts } from '../facts/facts.ts'
import type { Host } from '../inventory/inventory.ts'
import { readPlan } from '../plan/file.ts'
import type { NodePlan, Plan } from '../plan/plan.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { runtimeNamed } from '../runtimes/runtimes.ts'
import { clusterPart } from './cluster-items.ts'
import { hostsOf, refuseStale } from './saved.ts'
import { migrateTask } from './task.ts'

/** One node with what a migration would do to it. */
export interface PlannedNode {
  name: string
  host: Host
  /** Its name in the cluster. */
  node: string
  target: Runtime
  controlPlane: boolean
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
  { to, plan: file }: { to: string; plan?: string | undefined },
): Promise<PlannedMigration> {
  if (file === undefined) return planHosts(open, runtimeNamed(to))
  const saved = await readPlan(file)
  const itsHosts = { ...open, hosts: hostsOf(saved, open.hosts, file) }
  const fresh = await planHosts(itsHosts, runtimeNamed(saved.arguments['to'] ?? to))
  refuseStale(saved, fresh.plan, file)
  return fresh
}

async function planHosts(open: OpenRun, target: Runtime): Promise<PlannedMigration> {
  const planned = await readHosts(open, host => planNode(open, host, target))
  const nodes = workersFirst(planned)
  const created = new Date(open.run.clock.now()).toISOString()
  const plan = {
    version: 1,
    created,
    task: 'migrate',
    verb: 'to migrate',
    arguments: { to: target.id },
  } as const
  return { plan: { ...plan, nodes: nodes.map(node => node.plan) }, nodes }
}

async function planNode(open: OpenRun, host: Host, target: Runtime): Promise<PlannedNode> {
  const session = await open.run.sessions.get(host)
  const { facts, plan } = await planHost(session, host, migrateTask(target), open.run.clock.now)
  const node = nodeName(host, facts)
  const known = { name: host.name, host, node, target, controlPlane: facts.kubelet?.controlPlane ?? false }
  if (plan.notes.some(({ severity }) => severity === 'blocker')) return { ...known, plan: { ...plan, node } }
  const { drain } = host.settings
  const moves = plan.items.length > 0 && !drain.skip ? drain : undefined
  const cluster = await clusterPart(open.run.kubectl(host), node, facts.host.bootId, target.endpoint, moves)
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
