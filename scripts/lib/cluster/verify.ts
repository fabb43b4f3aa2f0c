import { RefitError } from '../errors.ts'
import { askNode, askPodsOn, hasEnded, isReady, podName, staysOnNode } from './objects.ts'
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
  if (isReady(node)) return undefined
  const why = node.status.conditions.find(({ type }) => type === 'Ready')?.message
  return `the node is not Ready${why ? `: ${why}` : ''}`
}

/** What the pods of a node lack to run in a runtime, in a few words. */
export function missingOfPods(
  pods: readonly PodObject[],
  reportedAs: string,
  stayed: readonly string[],
): string | undefined {
  const here = pods.filter(pod => staysOnNode(pod) && !hasEnded(pod))
  const names = new Set(here.map(podName))
  const gone = stayed.filter(name => !names.has(name))
  if (gone.length > 0) return `these pods are gone: ${gone.join(', ')}`
  const waiting = here.filter(pod => !runsIn(pod, reportedAs))
  if (waiting.length === 0) return undefined
  return `${waiting.length} of ${here.length} pods do not run yet: ${waiting.map(withReason).join(', ')}`
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
