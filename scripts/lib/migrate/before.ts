import { getNode, hasEnded, podName, podsOn, staysOnNode } from '../cluster/objects.ts'
import type { Kubectl } from '../cluster/kubectl.ts'
import { readyCounts } from '../cluster/settle.ts'
import type { ReadyCount } from '../cluster/settle.ts'
import { socketAnnotation } from './cluster-items.ts'

/** How a node stood in its cluster before anything was done to it. */
export interface Before {
  node: string
  /** Whether pods could be scheduled to it; it is uncordoned at the end only if so. */
  schedulable: boolean
  /** kubeadm's annotation of the CRI socket, if the node has it. */
  socket: string | undefined
  /** Pods that a drain leaves on it, and that must run again: "namespace/name". */
  stayed: string[]
  /** Ready pods of each controller that the drain takes pods from. */
  ready: ReadyCount[]
}

/** Asks the cluster how a node stands. */
export async function standingOf(kubectl: Kubectl, node: string): Promise<Before> {
  const [object, pods] = await Promise.all([getNode(kubectl, node), podsOn(kubectl, node)])
  const here = pods.filter(pod => !hasEnded(pod))
  return {
    node,
    schedulable: !object.spec.unschedulable,
    socket: object.metadata.annotations[socketAnnotation],
    stayed: here.filter(staysOnNode).map(podName),
    ready: await readyCounts(kubectl, here),
  }
}
