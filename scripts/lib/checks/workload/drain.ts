import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { hostPaths } from './host-paths.ts'
import type { Workload } from './workload.ts'

const singleReplica: Check<Workload> = {
  id: 'single-replica',
  title: 'Has a single replica',
  severity: 'note',
  about: 'workload',
  reads: 'replicas of Deployments, StatefulSets and ReplicaSets',
  why: 'The drain of its node ends its only pod before another one serves.',
  fix: 'Give it a second replica for the time of the change, or know that it is away for a while.',
  sources: [sources.drain],
  run: ({ owner, replicas, place }) =>
    replicas === 1
      ? [{ owner, place: place([]), message: 'It has one replica, which is away while its node is drained.' }]
      : [],
}

const emptyDirectory: Check<Workload> = {
  id: 'empty-dir',
  title: 'Keeps data in an emptyDir',
  severity: 'note',
  about: 'workload',
  reads: 'emptyDir volumes of pods that are evicted',
  why: 'What is in an emptyDir is lost when its pod is evicted; a drain refuses such pods unless drain.deleteEmptyDirData is set.',
  fix: 'Know that it is lost, or use a persistent volume.',
  sources: [sources.drain],
  run: ({ owner, kind, spec, place }) =>
    staying.has(kind)
      ? []
      : spec.volumes.flatMap(({ name, emptyDir }, index) =>
          emptyDir === undefined
            ? []
            : [
                {
                  owner,
                  place: place(['volumes', index]),
                  message: `What is in the volume ${name} is lost with the drain.`,
                },
              ],
        ),
}

const hostData: Check<Workload> = {
  id: 'host-data',
  title: 'Keeps data on its node',
  severity: 'warning',
  about: 'workload',
  reads: 'hostPath volumes outside of system folders, of pods that are evicted',
  why: 'After the drain its pod may start on another node, where that folder is empty.',
  fix: 'Pin it to its node, or use a persistent volume.',
  sources: [sources.drain],
  run: workload =>
    staying.has(workload.kind) || isPinned(workload)
      ? []
      : hostPaths(workload)
          .filter(({ path }) => !systemFolder.test(path))
          .map(({ at, volume, written }) => ({
            owner: workload.owner,
            place: workload.place(at),
            message: `The volume ${volume} keeps data in ${written} of its node.`,
          })),
}

function isPinned({ spec }: Workload): boolean {
  return spec.nodeName !== '' || 'kubernetes.io/hostname' in spec.nodeSelector
}

/** Their pods are not evicted, or end by themselves. */
const staying = new Set(['DaemonSet', 'Static pod'])
const systemFolder =
  /^\/$|^\/(?:bin|boot|dev|etc|home|lib\w*|opt\/cni|proc|root|run|sbin|sys|tmp|usr|var\/lib\/(?:kubelet|docker|containerd|containers|cni|dockershim|cri-dockerd)|var\/log)(?:\/|$)|^\/(?:var|var\/lib)$/u

/** What a drain does to a workload. */
export const drainChecks: readonly Check<Workload>[] = [singleReplica, emptyDirectory, hostData]
