import { askPodsIn, hasEnded, isReady, orThrow, staysOnNode } from './objects.ts'
import type { Answer, PodObject } from './objects.ts'
import type { Kubectl } from './kubectl.ts'
import { waitUntil } from './wait.ts'
import type { WaitOptions } from './wait.ts'

/** How many pods of a controller were ready. */
export interface ReadyCount {
  namespace: string
  /** "ReplicaSet/web-5d8" */
  owner: string
  count: number
}

/** The ready pods, everywhere, of every controller that a drain of a node takes pods from. */
export async function readyCounts(kubectl: Kubectl, onNode: readonly PodObject[]): Promise<ReadyCount[]> {
  const moving = onNode.filter(pod => !staysOnNode(pod) && !hasEnded(pod))
  const byNamespace = Map.groupBy(moving, ({ metadata }) => metadata.namespace)
  const counts = [...byNamespace].map(async ([namespace, itsPods]) => {
    const pods = orThrow(await askPodsIn(kubectl, namespace))
    const its = new Set(itsPods.flatMap(owners))
    return [...its].map(owner => ({ namespace, owner, count: countReady(pods, owner) }))
  })
  return (await Promise.all(counts)).flat()
}

/** Waits until every controller has as many ready pods as before. Gives what is missing when the time is up. */
export function waitUntilSettled(
  kubectl: Kubectl,
  before: readonly ReadyCount[],
  wait: WaitOptions,
): Promise<string | undefined> {
  const namespaces = [...new Set(before.map(({ namespace }) => namespace))]
  return waitUntil(async () => {
    const asked = namespaces.map(async namespace => [namespace, await askPodsIn(kubectl, namespace)] as const)
    const answers = new Map(await Promise.all(asked))
    const missing = before.filter(one => !isBack(one, answers.get(one.namespace)))
    return missing.length === 0
      ? undefined
      : `pods of ${missing.map(({ owner }) => owner).join(', ')} are not ready yet`
  }, wait)
}

function isBack({ owner, count }: ReadyCount, answer: Answer<PodObject[]> | undefined): boolean {
  return answer?.ok === true && countReady(answer.value, owner) >= count
}

function countReady(pods: readonly PodObject[], owner: string): number {
  return pods.filter(pod => isReady(pod) && owners(pod).includes(owner)).length
}

function owners({ metadata: { ownerReferences } }: PodObject): string[] {
  return ownerReferences.map(({ kind, name }) => `${kind}/${name}`)
}
