import { fits, selects } from '../../cluster/selector.ts'
import type { Cluster, ClusterNode, ClusterPod } from './cluster.ts'
import { parseSelector } from './objects.ts'

/** What is left on each node, and which pods are on it. */
export interface Room {
  free: Map<string, Map<string, number>>
  pods: Map<string, ClusterPod[]>
}

/** The room of a cluster as it is now. */
export function roomOf({ nodes, pods }: Pick<Cluster, 'nodes' | 'pods'>): Room {
  const free = new Map([...nodes.values()].map(({ name, allocatable }) => [name, new Map(allocatable)]))
  const on = new Map<string, ClusterPod[]>([...nodes.keys()].map(name => [name, []]))
  const room = { free, pods: on }
  for (const pod of pods.values()) if (free.has(pod.node)) take(room, pod.node, pod)
  return room
}

/** Puts a pod on a node. */
export function take({ free, pods }: Room, node: string, pod: ClusterPod): void {
  change(free.get(node), pod, -1)
  pods.get(node)?.push(pod)
}

/** Takes it off again; it has to be the one that came last. */
export function giveBack({ free, pods }: Room, node: string, pod: ClusterPod): void {
  change(free.get(node), pod, 1)
  pods.get(node)?.pop()
}

function change(free: Map<string, number> | undefined, { requests }: ClusterPod, sign: number): void {
  for (const [name, value] of [...requests, ['pods', 1] as const]) {
    const left = free?.get(name)
    if (left !== undefined) free?.set(name, left + sign * value)
  }
}

/** Why a pod cannot go to a node, as the scheduler would say; undefined where it can. */
export function refusal(pod: ClusterPod, node: ClusterNode, room: Room): string | undefined {
  if (node.unschedulable || !node.ready) return 'is not schedulable'
  if (!tolerates(pod, node)) return 'has a taint that it does not tolerate'
  if (!wants(pod, node)) return 'does not fit its node selector or affinity'
  const free = room.free.get(node.name)
  for (const [name, value] of [...pod.requests, ['pods', 1] as const]) {
    if (value > 0 && (free?.get(name) ?? 0) < value) return `has too little ${name} left`
  }
  return isAlone(pod, node, room) ? undefined : 'runs a pod that it must not run beside'
}

function tolerates({ placing }: ClusterPod, { taints }: ClusterNode): boolean {
  return taints
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .every(taint =>
      placing.tolerations.some(
        ({ key, operator, value, effect }) =>
          (effect === '' || effect === taint.effect) &&
          (key === ''
            ? operator === 'Exists'
            : key === taint.key && (operator === 'Exists' || value === taint.value)),
      ),
    )
}

function wants({ placing }: ClusterPod, { name, labels }: ClusterNode): boolean {
  if (!Object.entries(placing.nodeSelector).every(([key, value]) => labels[key] === value)) return false
  const terms = placing.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms
  return (
    terms.length === 0 ||
    terms.some(
      ({ matchExpressions, matchFields }) =>
        matchExpressions.every(one => fits(one, labels[one.key])) &&
        matchFields.every(one => one.key !== 'metadata.name' || fits(one, name)),
    )
  )
}

// Only the usual topology, the host: what a zone forbids would need all nodes of the zone.
function isAlone(pod: ClusterPod, { name }: ClusterNode, { pods }: Room): boolean {
  const terms = pod.placing.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
  return terms
    .filter(({ topologyKey }) => topologyKey === 'kubernetes.io/hostname')
    .every(({ labelSelector }) => {
      const selector = parseSelector(labelSelector)
      return (
        selector === undefined ||
        !(pods.get(name) ?? []).some(
          other => other.namespace === pod.namespace && selects(selector, other.labels),
        )
      )
    })
}
