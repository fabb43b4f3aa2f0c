import { headingOf, ownerName, workloadsOf } from '../workload/workload.ts'
import type { Source, Workload } from '../workload/workload.ts'
import type { ClusterPod } from './cluster.ts'
import { hasEnded, privateRegistries, requestsOf } from './pod.ts'

interface Owner {
  owner: string
  kind: string
}

/** Knows who owns what, as controllers and then their pods are told to it. */
export interface OwnerRegister {
  /** The workloads of a controller under the name of the topmost that is known: a ReplicaSet is its Deployment. */
  controller: (source: Source) => Workload[]
  /** A pod, with its workload under the name of its owner; none for one that has ended. */
  pod: (source: Source) => { uid: string; workloads: Workload[]; pod: ClusterPod | undefined }
}

/** An empty register. */
export function ownerRegister(): OwnerRegister {
  const byUid = new Map<string, Owner>()
  const above = (value: unknown): Owner | undefined => {
    const reference = headingOf(value).metadata.ownerReferences.find(
      ({ controller }) => controller === 'true',
    )
    if (reference === undefined) return undefined
    const { namespace } = headingOf(value).metadata
    return (
      byUid.get(reference.uid) ?? {
        owner: ownerName(reference.kind, namespace, reference.name),
        kind: reference.kind,
      }
    )
  }
  return {
    controller: source => {
      const { kind, metadata } = headingOf(source.value)
      const top = rolledUp.has(kind) ? above(source.value) : undefined
      const self = top ?? { owner: ownerName(kind, metadata.namespace, metadata.name), kind }
      byUid.set(metadata.uid, self)
      // Its template has been seen at the Deployment or CronJob above it.
      if (top !== undefined && seenAbove.has(top.kind)) return []
      return workloadsOf(source).map(workload => ({ ...workload, ...self }))
    },
    pod: source => {
      const { metadata } = headingOf(source.value)
      const isStatic = 'kubernetes.io/config.mirror' in metadata.annotations
      const self = {
        owner: ownerName(isStatic ? 'Static pod' : 'Pod', metadata.namespace, metadata.name),
        kind: isStatic ? 'Static pod' : 'Pod',
      }
      const top = isStatic ? undefined : above(source.value)
      const owner = top ?? self
      const workloads = hasEnded(source.value)
        ? []
        : workloadsOf(source).map(workload => ({ ...workload, ...owner, replicas: undefined }))
      const [workload] = workloads
      return {
        uid: metadata.uid === '' ? self.owner : metadata.uid,
        workloads,
        pod: workload === undefined ? undefined : podOf(workload, owner, top !== undefined),
      }
    },
  }
}

function podOf(
  { namespace, name, labels, spec }: Workload,
  { owner, kind }: Owner,
  controlled: boolean,
): ClusterPod {
  const { nodeSelector, tolerations, affinity } = spec
  return {
    namespace,
    name,
    owner,
    controlled,
    stays: kind === 'DaemonSet' || kind === 'Static pod' || kind === 'Node',
    node: spec.nodeName,
    labels,
    requests: requestsOf(spec),
    placing: { nodeSelector, tolerations, affinity },
    claims: spec.volumes
      .map(({ persistentVolumeClaim }) => persistentVolumeClaim.claimName)
      .filter(claim => claim !== ''),
    account: spec.serviceAccountName === '' ? 'default' : spec.serviceAccountName,
    privateRegistries: privateRegistries(spec),
  }
}

/** These belong to what made them. */
const rolledUp = new Set(['ReplicaSet', 'Job'])
const seenAbove = new Set(['Deployment', 'CronJob'])
