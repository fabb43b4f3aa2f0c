import { count } from '../../report/words.ts'
import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
import type { Cluster, ClusterPod } from './cluster.ts'
import { giveBack, refusal, roomOf, take } from './fit.ts'
import type { Room } from './fit.ts'

/** Drains every node in thought, one at a time. */
export const noRoom: Check<Cluster> = {
  id: 'no-room',
  title: 'Fits nowhere while its node is drained',
  severity: 'warning',
  about: 'cluster',
  reads:
    'requests, node selectors, affinities, taints and tolerations of pods and nodes; each node is drained in thought',
  why: 'The evicted pod stays Pending until its node is back; with a budget that waits for it the drain does not end.',
  fix: 'Make room: another node, lower requests, or fewer replicas for the time of the change.',
  sources: [sources.drain],
  run: cluster => {
    if (cluster.drain.skip) return []
    const room = roomOf(cluster)
    return [...cluster.nodes.keys()].flatMap(node => drainInThought(cluster, node, room))
  },
}

function drainInThought(cluster: Cluster, node: string, room: Room): Finding[] {
  // A pod that is bound to its node by a volume is what local-volume says.
  const evicted = (room.pods.get(node) ?? []).filter(
    pod => !pod.stays && pod.controlled && !isBound(cluster, pod),
  )
  const placed: { pod: ClusterPod; on: string }[] = []
  const homeless = evicted
    .toSorted((one, other) => weight(other) - weight(one))
    .flatMap(pod => {
      const reasons = new Map<string, number>()
      for (const other of cluster.nodes.values()) {
        if (other.name === node) continue
        const reason = refusal(pod, other, room)
        if (reason === undefined) {
          take(room, other.name, pod)
          placed.push({ pod, on: other.name })
          return []
        }
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      }
      return [{ pod, reasons }]
    })
  for (const { pod, on } of placed.toReversed()) giveBack(room, on, pod)
  return [...Map.groupBy(homeless, ({ pod }) => pod.owner)].map(([owner, pods]) => ({
    owner,
    message: `While ${node} is drained, ${count(pods.length, 'pod')} of it ${pods.length === 1 ? 'fits' : 'fit'} nowhere: ${said(pods[0]?.reasons ?? new Map())}.`,
  }))
}

function said(reasons: ReadonlyMap<string, number>): string {
  if (reasons.size === 0) return 'there is no other node'
  return [...reasons]
    .map(([reason, nodes]) => (nodes === 1 ? `1 node ${reason}` : `${nodes} nodes ${plural(reason)}`))
    .join(', ')
}

// The verb is the first word.
function plural(reason: string): string {
  return reason.replace(/^\w+/u, verb => plurals.get(verb) ?? verb)
}

const plurals = new Map([
  ['is', 'are'],
  ['has', 'have'],
  ['does', 'do'],
  ['runs', 'run'],
])

function weight({ requests }: ClusterPod): number {
  return (requests.get('cpu') ?? 0) * 4 * 1024 ** 3 + (requests.get('memory') ?? 0)
}

function isBound({ volumes }: Cluster, { namespace, claims }: ClusterPod): boolean {
  return (
    claims.length > 0 && volumes.some(({ claim }) => claims.some(name => claim === `${namespace}/${name}`))
  )
}
