import { budgets, hasEnded, podName, podsOn, getNode, staysOnNode } from '../cluster/objects.ts'
import type { DrainSettings } from '../cluster/drain.ts'
import type { BudgetObject, NodeObject, PodObject } from '../cluster/objects.ts'
import { selects } from '../cluster/selector.ts'
import type { Kubectl } from '../cluster/kubectl.ts'
import type { Note, PlanItem } from '../plan/plan.ts'

/** kubeadm up to 1.33 keeps the CRI socket of a node here, and reads it on upgrade and reset. */
export const socketAnnotation = 'kubeadm.alpha.kubernetes.io/cri-socket'

/**
 * What a migration does in the cluster, besides on the node: pods that move, and the node's annotation. `drain` says
 * how pods are evicted; undefined where none are.
 */
export async function clusterPart(
  kubectl: Kubectl,
  node: string,
  bootId: string,
  socket: string,
  drain: Pick<DrainSettings, 'force' | 'deleteEmptyDirData'> | undefined,
): Promise<{ items: PlanItem[]; notes: Note[] }> {
  const [object, pods, limits] = await Promise.all([
    getNode(kubectl, node),
    podsOn(kubectl, node),
    budgets(kubectl),
  ])
  const evicted = drain === undefined ? [] : pods.filter(pod => !staysOnNode(pod) && !hasEnded(pod))
  return {
    items: [...evicted.map(pod => evictItem(pod, limits)), ...annotateItems(object, socket)],
    notes: [
      ...otherMachine(object, bootId),
      ...evicted.flatMap(pod => [...blockedNote(pod, limits), ...bareNote(pod, drain?.force === true)]),
      ...emptyDirNotes(evicted, drain?.deleteEmptyDirData === true),
    ],
  }
}

function evictItem(pod: PodObject, limits: readonly BudgetObject[]): PlanItem {
  const reasons = budgetsOf(pod, limits).map(
    ({ metadata: { name }, status }) => `PodDisruptionBudget ${name} allows ${status.disruptionsAllowed} now`,
  )
  return {
    phase: 'drain',
    action: 'evict',
    subject: podName(pod),
    reasons,
    irreversible: false,
    sensitive: false,
    steps: [],
  }
}

/** The annotation, where the node has one that names another socket. */
function annotateItems({ metadata: { annotations } }: NodeObject, socket: string): PlanItem[] {
  const before = annotations[socketAnnotation]
  if (before === undefined || before === socket) return []
  const reasons = [`${before} becomes ${socket}`]
  return [
    {
      phase: 'release',
      action: 'annotate',
      subject: socketAnnotation,
      reasons,
      irreversible: false,
      sensitive: false,
      steps: [],
    },
  ]
}

// Draining one machine and switching another is the worst that a wrong name in an inventory could do.
function otherMachine({ metadata: { name }, status }: NodeObject, bootId: string): Note[] {
  if (status.nodeInfo.bootID === bootId) return []
  return [
    {
      severity: 'blocker',
      id: 'other-machine',
      message: `The node ${name} of the cluster is another machine than this host: their boot ids differ.`,
      fix: 'Set node to the name of this host in the cluster; if it has just booted, wait until it is Ready.',
    },
  ]
}

// A budget that allows nothing now may allow it later, so the drain waits; but the operator should know before.
function blockedNote(pod: PodObject, limits: readonly BudgetObject[]): Note[] {
  return budgetsOf(pod, limits)
    .filter(({ status }) => status.disruptionsAllowed === 0)
    .map(({ metadata: { namespace, name } }) => ({
      severity: 'warning',
      id: 'budget-blocks',
      message: `PodDisruptionBudget ${namespace}/${name} does not allow ${podName(pod)} to be evicted now; the drain waits for it.`,
      fix: 'Give it more replicas or room, or raise drain.timeout.',
    }))
}

// kubectl drain refuses such a pod before it evicts any, so it is known now that it would.
function bareNote(pod: PodObject, force: boolean): Note[] {
  if (pod.metadata.ownerReferences.length > 0) return []
  const what = `The pod ${podName(pod)} has no controller`
  return [
    force
      ? {
          severity: 'warning',
          id: 'bare-pod',
          message: `${what}: the drain deletes it, and nobody starts it again.`,
        }
      : {
          severity: 'blocker',
          id: 'bare-pod',
          message: `${what}: nobody would start it again, and the drain refuses to delete it.`,
          fix: 'Move it, or set drain.force in the inventory.',
        },
  ]
}

function emptyDirNotes(evicted: readonly PodObject[], deleted: boolean): Note[] {
  const pods = evicted.filter(({ spec }) => spec.volumes.some(({ emptyDir }) => emptyDir !== undefined))
  if (pods.length === 0) return []
  const names = pods.map(podName).join(', ')
  if (deleted)
    return [
      {
        severity: 'warning',
        id: 'empty-dir-lost',
        message: `What is in the emptyDir volumes of these pods is lost with the drain: ${names}.`,
      },
    ]
  return [
    {
      severity: 'blocker',
      id: 'empty-dir-kept',
      message: `The drain refuses these pods, because they have emptyDir volumes: ${names}.`,
      fix: 'Move them, or set drain.deleteEmptyDirData, if what is in the volumes may go.',
    },
  ]
}

function budgetsOf(
  { metadata: { namespace, labels } }: PodObject,
  limits: readonly BudgetObject[],
): BudgetObject[] {
  return limits.filter(
    ({ metadata, spec: { selector } }) =>
      metadata.namespace === namespace && selector !== undefined && selects(selector, labels),
  )
}
