import { covers } from '../checks/cluster/budgets.ts'
import type { Cluster } from '../checks/cluster/cluster.ts'
import { beginLook, clustersOf, lookAtCluster } from '../checks/look.ts'
import type { ClusterHosts } from '../checks/look.ts'
import type { Reported } from '../checks/reported.ts'
import { applyWaivers } from '../checks/waivers.ts'
import type { Waived } from '../checks/waivers.ts'
import { runOn } from '../checks/look-at-host.ts'
import { eachHost } from '../engine/each-host.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { messageOf } from '../errors.ts'
import type { Note } from '../plan/plan.ts'
import type { PlannedNode } from './plan.ts'

/**
 * The plans of a migration, those of nodes that leave Docker with every blocker that `check` finds in their cluster and
 * nobody has waived. A blocker stands with the nodes that the owner's pods are on; where it has none, with the first.
 */
export async function checked({ run }: OpenRun, nodes: readonly PlannedNode[]): Promise<PlannedNode[]> {
  const notes = new Map<PlannedNode, Note[]>()
  const changed = nodes.filter(({ plan }) => plan.items.length > 0)
  const clusters = clustersOf(
    changed.map(({ host }) => host),
    run.kubectl,
  )
  await eachHost(changed, 8, async node => {
    notes.set(node, await nodeNotesOf(run, node))
  })
  for (const cluster of clusters) {
    const its = changed.filter(({ host }) => cluster.hosts.includes(host))
    for (const [node, said] of await notesOf(cluster, its, run.clock.now())) {
      notes.set(node, [...(notes.get(node) ?? []), said])
    }
  }
  return nodes.map(node => {
    const more = notes.get(node) ?? []
    return more.length === 0
      ? node
      : { ...node, plan: { ...node.plan, notes: [...node.plan.notes, ...more] } }
  })
}

async function nodeNotesOf(run: OpenRun['run'], { host, facts, wanted }: PlannedNode): Promise<Note[]> {
  const look = beginLook({ only: new Set(), skip: new Set() }, wanted.name)
  const now = run.clock.now()
  try {
    await runOn(look, await run.sessions.get(host), { host, facts, target: wanted.runtime, now })
  } catch (error) {
    return [unreadNote(host.name, messageOf(error))]
  }
  const { left, waived } = applyWaivers(look.found.all(), host.settings.checks.waivers, now)
  return [...blockersOf(left).map(blockerNote), ...waived.map(waiverNote)]
}

async function notesOf(
  { kubectl, drain, hosts }: ClusterHosts,
  nodes: readonly PlannedNode[],
  now: number,
): Promise<[PlannedNode, Note][]> {
  const target = nodes[0]?.wanted
  if (target === undefined) return []
  const look = beginLook({ only: new Set(), skip: new Set() }, target.name)
  const cluster = await lookAtCluster(look, kubectl, drain)
  const leaving = nodes.filter(({ node }) => leavesDocker(cluster, node, target.runtime.reportedAs))
  const [first] = leaving
  if (first === undefined) return []
  const at = (finding: Reported): PlannedNode[] => {
    const where = placesOf(cluster, finding)
    return where.size === 0 ? [first] : leaving.filter(({ node }) => where.has(node))
  }
  const waivers = hosts.flatMap(({ settings }) => settings.checks.waivers)
  const { left, waived } = applyWaivers(look.found.all(), waivers, now)
  return [
    ...blockersOf(left).flatMap(finding =>
      at(finding)
        .filter(({ plan }) => !plan.notes.some(({ id }) => id === finding.id))
        .map(node => [node, blockerNote(finding)] as [PlannedNode, Note]),
    ),
    ...waived.flatMap(one => at(one.finding).map(node => [node, waiverNote(one)] as [PlannedNode, Note])),
    ...look.unread.map(
      ({ subject, message }) => [first, unreadNote(subject, message)] as [PlannedNode, Note],
    ),
  ]
}

function blockersOf(findings: readonly Reported[]): Reported[] {
  return findings.filter(({ severity }) => severity === 'blocker')
}

function leavesDocker({ nodes }: Cluster, name: string, target: string): boolean {
  return target !== 'docker' && nodes.get(name)?.runtime.startsWith('docker://') === true
}

/** The nodes that the pods of a finding are on. */
function placesOf({ pods, budgets }: Cluster, { owner }: Reported): Set<string> {
  const budget = budgets.find(({ namespace, name }) => owner === `PodDisruptionBudget ${namespace}/${name}`)
  const its = [...pods.values()].filter(pod =>
    budget === undefined ? pod.owner === owner : covers(budget, pod),
  )
  return new Set(its.map(({ node }) => node).filter(node => node !== ''))
}

function blockerNote({ id, owner, message, fix }: Reported): Note {
  return { severity: 'blocker', id, message: `${owner}: ${message}`, fix }
}

function waiverNote({ finding: { id, owner, message }, waiver: { reason, until } }: Waived): Note {
  return { severity: 'note', id, message: `${owner}: ${message} Waived until ${until}: ${reason}` }
}

function unreadNote(subject: string, message: string): Note {
  return {
    severity: 'warning',
    id: 'not-checked',
    message: `${subject} could not be looked at: ${message}`,
    fix: 'Look at what check says of it.',
  }
}
