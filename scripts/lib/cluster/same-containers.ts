import { hasEnded, podName } from './objects.ts'
import type { PodObject } from './objects.ts'

/** Ids of the containers that run in these pods, without the name of their runtime. Pods on their way out do not count. */
export function runningContainers(pods: readonly PodObject[]): string[] {
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap(({ status }) => status.containerStatuses)
    .flatMap(({ containerID, state }) => (state.running === undefined ? [] : [idOf(containerID)]))
}

/**
 * Pods that lost a container: one of `missing` (ids, or their beginnings) is what they run, or ran last. A pod that has
 * gone or ended has lost nothing.
 */
export function podsThatLost(pods: readonly PodObject[], missing: readonly string[]): string[] {
  const isMissing = (containerID: string) => missing.some(id => idOf(containerID).startsWith(id))
  return pods
    .filter(pod => pod.metadata.deletionTimestamp === undefined && !hasEnded(pod))
    .filter(({ status }) =>
      status.containerStatuses.some(
        ({ containerID, state, lastState }) =>
          (state.running !== undefined && isMissing(containerID)) ||
          isMissing(lastState.terminated?.containerID ?? ''),
      ),
    )
    .map(podName)
}

/** "containerd://4c29…" is 4c29…. */
function idOf(containerID: string): string {
  return containerID.replace(/^.*:\/\//u, '')
}
