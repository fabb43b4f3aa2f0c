import { askPods, hasEnded, isReady, staysOnNode } from './objects.ts'
import type { PodObject } from './objects.ts'
import type { Kubectl } from './kubectl.ts'
import { waitUntil } from './wait.ts'
import type { WaitOptions } from './wait.ts'

/** How many pods of each controller were ready: "namespace/ReplicaSet/name" to a number. */
export type ReadyCounts = ReadonlyMap<string, number>

/** The ready pods of every controller that has pods on a node which a drain would move. */
export function readyCounts(pods: readonly PodObject[], onNode: readonly PodObject[]): ReadyCounts {
  const moving = new Set(onNode.filter(pod => !staysOnNode(pod) && !hasEnded(pod)).flatMap(owners))
  return new Map([...moving].map(owner => [owner, countReady(pods, owner)]))
}

/** Waits until every controller has as many ready pods as before. Gives what is missing when the time is up. */
export function waitUntilSettled(
  kubectl: Kubectl,
  before: ReadyCounts,
  wait: WaitOptions,
): Promise<string | undefined> {
  return waitUntil(async () => {
    const pods = await askPods(kubectl)
    if (!pods.ok) return `the API server does not answer (${pods.problem})`
    const missing = [...before].filter(([owner, count]) => countReady(pods.value, owner) < count)
    return missing.length === 0
      ? undefined
      : `pods of ${missing.map(([owner]) => owner).join(', ')} are not ready yet`
  }, wait)
}

function countReady(pods: readonly PodObject[], owner: string): number {
  return pods.filter(pod => isReady(pod) && owners(pod).includes(owner)).length
}

function owners({ metadata: { namespace, ownerReferences } }: PodObject): string[] {
  return ownerReferences.map(({ kind, name }) => `${namespace}/${kind}/${name}`)
}
