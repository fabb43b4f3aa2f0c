import { RefitError } from '../errors.ts'
import { askNode, askPodsOn, hasEnded, isReady, podName } from './objects.ts'
import type { NodeObject, PodObject } from './objects.ts'
import type { Kubectl } from './kubectl.ts'
import { waitUntil } from './wait.ts'
import type { WaitOptions } from './wait.ts'

/**
 * Waits until the node is Ready on the runtime, and every pod that stayed on it runs there. The API server may
 * be one of those pods, and away for a while. Throws a RefitError that says what was missing at the end.
 */
export async function waitForNode(
  kubectl: Kubectl,
  node: string,
  reportedAs: string,
  stayed: readonly string[],
  wait: WaitOptions,
): Promise<void> {
  const missing = await waitUntil(() => whatIsMissing(kubectl, node, reportedAs, stayed), wait)
  if (missing === undefined) return
  throw new RefitError(`After ${Math.round(wait.timeout / 1000)} s, ${missing}.`)
}

async function whatIsMissing(
  kubectl: Kubectl,
  name: string,
  reportedAs: string,
  stayed: readonly string[],
): Promise<string | undefined> {
  const node = await askNode(kubectl, name)
  if (!node.ok) return `the API server does not answer (${node.problem})`
  const missing = missingOfNode(node.value, reportedAs)
  if (missing !== undefined) return missing
  const pods = await askPodsOn(kubectl, name)
  return pods.ok
    ? missingOfPods(pods.value, reportedAs, stayed)
    : `the API server does not answer (${pods.problem})`
}

/** What a node lacks to be Ready on a runtime, in a few words. */
export function missingOfNode(node: NodeObject, reportedAs: string): string | undefined {
  const version = node.status.nodeInfo.containerRuntimeVersion
  if (!version.startsWith(`${reportedAs}://`)) return `the node still reports ${version}`
  // What kubelet says whose runtime did not answer when it asked: its next report tells.
  if (version === `${reportedAs}://Unknown`) return `the node reports ${version}`
  if (isReady(node)) return undefined
  const why = node.status.conditions.find(({ type }) => type === 'Ready')?.message
  return `the node is not Ready${why ? `: ${why}` : ''}`
}

/** What the pods of a node lack to run in a runtime, in a few words. `stayed` are keys of `podKey`. */
export function missingOfPods(
  pods: readonly PodObject[],
  reportedAs: string,
  stayed: readonly string[],
): string | undefined {
  const here = Map.groupBy(
    pods.filter(pod => !hasEnded(pod)),
    podKey,
  )
  const gone = stayed.filter(key => !here.has(key))
  if (gone.length > 0) return `these pods are gone: ${gone.join(', ')}`
  const waiting = stayed.filter(key => here.get(key)?.some(pod => runsIn(pod, reportedAs)) !== true)
  if (waiting.length === 0) return undefined
  const names = waiting.flatMap(key => here.get(key)?.map(withReason) ?? [])
  return `${waiting.length} of ${stayed.length} pods do not run yet: ${names.join(', ')}`
}

/** What names a pod that stays on its node: a pod of a DaemonSet may be replaced by another of it. */
export function podKey(pod: PodObject): string {
  const owner = pod.metadata.ownerReferences.find(({ kind }) => kind === 'DaemonSet')
  return owner === undefined ? podName(pod) : `${pod.metadata.namespace}/${owner.name}`
}

function runsIn(pod: PodObject, reportedAs: string): boolean {
  return (
    isReady(pod) &&
    pod.status.containerStatuses.every(({ containerID }) => containerID.startsWith(`${reportedAs}://`))
  )
}

function withReason(pod: PodObject): string {
  const reason = pod.status.containerStatuses.map(({ state }) => state.waiting?.reason).find(Boolean)
  return reason === undefined ? podName(pod) : `${podName(pod)} (${reason})`
}

/**
 * Waits until kubelet has renewed its lease: what the API server knows of a node may be from before. Throws a
 * RefitError where it does not in time. A cluster without leases has nothing to wait for.
 */
export async function waitForHeartbeat(kubectl: Kubectl, node: string, wait: WaitOptions): Promise<void> {
  let first: string | undefined
  const words = ['--namespace', 'kube-node-lease', 'get', 'lease', node, '-o', 'jsonpath={.spec.renewTime}']
  const missing = await waitUntil(async () => {
    const { code, stdout, stderr } = await kubectl(words, { timeout: 20_000 })
    if (code !== 0)
      return /NotFound|doesn't have a resource type/u.test(stderr)
        ? undefined
        : 'the API server does not answer'
    first ??= stdout
    return stdout === first ? 'kubelet has not reported since' : undefined
  }, wait)
  if (missing !== undefined) throw new RefitError(`After ${Math.round(wait.timeout / 1000)} s, ${missing}.`)
}
