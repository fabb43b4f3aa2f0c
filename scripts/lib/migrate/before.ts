import { getNode, hasEnded, isReady, podsOn, staysOnNode } from '../cluster/objects.ts'
import type { Kubectl } from '../cluster/kubectl.ts'
import { readyCounts } from '../cluster/settle.ts'
import type { ReadyCount } from '../cluster/settle.ts'
import { runningContainers } from '../cluster/same-containers.ts'
import { podKey } from '../cluster/verify.ts'
import { socketAnnotation } from './cluster-items.ts'

/** How a node stood in its cluster before anything was done to it. */
export interface Before {
  node: string
  /** Whether pods could be scheduled to it; it is uncordoned at the end only if so. */
  schedulable: boolean
  /** kubeadm's annotation of the CRI socket, if the node has it. */
  socket: string | undefined
  /** Pods that a drain leaves on it, that were ready, and that must be again: keys of `podKey`. */
  stayed: string[]
  /** Those that were not ready, and are not waited for. */
  unready: string[]
  /** Ids of the containers that run on it, in pods that are not about to go. */
  containers: string[]
  /** Ready pods of each controller that the drain takes pods from. */
  ready: ReadyCount[]
}

/** Asks the cluster how a node stands. */
export async function standingOf(kubectl: Kubectl, node: string): Promise<Before> {
  const [object, pods] = await Promise.all([getNode(kubectl, node), podsOn(kubectl, node)])
  const here = pods.filter(pod => !hasEnded(pod))
  const staying = here.filter(staysOnNode)
  return {
    node,
    schedulable: !object.spec.unschedulable,
    socket: object.metadata.annotations[socketAnnotation],
    stayed: staying.filter(isReady).map(podKey),
    unready: staying.filter(pod => !isReady(pod)).map(podKey),
    containers: runningContainers(here),
    ready: await readyCounts(kubectl, here),
  }
}
