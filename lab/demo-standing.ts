import { kubectlFor } from '../scripts/lib/cluster/kubectl.ts'
import { getNode, isReady, podName, podsOn } from '../scripts/lib/cluster/objects.ts'
import type { PodObject } from '../scripts/lib/cluster/objects.ts'
import { table } from '../scripts/lib/report/table.ts'
import type { Screen } from './demo-screen.ts'
import { kubectlPath } from './kubectl.ts'
import type { Lab } from './lab.ts'
import { onNode } from './on-node.ts'
import { poll } from './poll.ts'

/** How the cluster of a lab stands. */
export interface Standing {
  nodes: NodeStanding[]
  /** How many pods are ready, by what they belong to: "default/web". */
  ready: Map<string, number>
}

interface NodeStanding {
  name: string
  ready: boolean
  /** "docker://20.10.24" */
  runtime: string
  /** Containers that run for its Docker; the lab's Docker has none but those of Kubernetes. */
  inDocker: number
}

/** Asks the API server and the nodes themselves: nothing here is refit's own report. */
export async function standingOf(lab: Lab): Promise<Standing> {
  const kubectl = kubectlFor({ kubeconfig: lab.kubeconfig, kubectl: kubectlPath(lab) })
  const each = lab.nodes.map(async node => {
    const { status } = await getNode(kubectl, node.name)
    // A Docker that is stopped cannot be asked; its containerd knows what still runs for it.
    const tasks = await onNode(node, 'ctr --namespace moby tasks ls --quiet | wc -l')
    const runtime = status.nodeInfo.containerRuntimeVersion
    const standing = { name: node.name, ready: isReady({ status }), runtime, inDocker: Number(tasks) }
    return { standing, pods: await podsOn(kubectl, node.name) }
  })
  const all = await Promise.all(each)
  return {
    nodes: all.map(({ standing }) => standing),
    ready: readyPods(all.flatMap(({ pods }) => pods)),
  }
}

/** How it stands when everything is as it should be, or two minutes later. */
export async function settledStanding(lab: Lab, before: Standing): Promise<Standing> {
  const settled = async () => {
    const now = await standingOf(lab)
    return complaints(before, now).length === 0 ? now : undefined
  }
  const end = poll('Everything to run again', 120, () => settled().catch(() => undefined))
  return end.catch(() => standingOf(lab))
}

/** What is not as it should be after a migration to containerd, one sentence each. */
export function complaints(before: Standing, after: Standing): string[] {
  return [
    ...after.nodes.flatMap(({ name, ready, runtime, inDocker }) => [
      ...(ready ? [] : [`${name} is not Ready.`]),
      ...(runtime.startsWith('containerd://') ? [] : [`${name} runs ${runtime}.`]),
      ...(inDocker === 0 ? [] : [`${name} has ${inDocker} containers in Docker.`]),
    ]),
    ...[...before.ready]
      .filter(([name, many]) => (after.ready.get(name) ?? 0) < many)
      .map(([name, many]) => `Of ${many} pods of ${name}, ${after.ready.get(name) ?? 0} are ready.`),
  ]
}

export function standingTable({ nodes }: Standing, out: Screen): string[] {
  const rows = nodes.map(({ name, ready, runtime, inDocker }) =>
    [name, ready ? 'yes' : 'no', runtime, String(inDocker)].map(text => ({ text })),
  )
  return table(['NODE', 'READY', 'RUNTIME', 'CONTAINERS IN DOCKER'], rows, out)
}

export function workloadTable(before: Standing, after: Standing, out: Screen): string[] {
  const rows = [...before.ready].map(([name, many]) => [
    { text: name },
    { text: String(many), right: true },
    { text: String(after.ready.get(name) ?? 0) },
  ])
  return table(['PODS OF', 'READY BEFORE', 'READY NOW'], rows, out)
}

function readyPods(pods: readonly PodObject[]): Map<string, number> {
  const owners = pods.filter(isReady).map(ownerOf).toSorted()
  return new Map([...Map.groupBy(owners, owner => owner)].map(([owner, all]) => [owner, all.length]))
}

/** Names of pods change when they move; a static pod keeps its own. */
function ownerOf(pod: PodObject): string {
  const { namespace, ownerReferences } = pod.metadata
  const owner = ownerReferences.find(({ kind }) => kind !== 'Node')
  if (owner === undefined) return podName(pod)
  return `${namespace}/${owner.kind === 'ReplicaSet' ? owner.name.replace(/-[^-]+$/u, '') : owner.name}`
}
