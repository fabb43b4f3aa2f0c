import type { TestLab } from './lab.ts'
import { until } from './until.ts'

interface PodList {
  items: {
    metadata: { name: string; namespace: string; labels?: Record<string, string> }
    spec: { nodeName?: string }
    status: { phase: string; conditions?: { type: string; status: string }[] }
  }[]
}

interface NodeList {
  items: {
    metadata: { name: string; annotations?: Record<string, string> }
    spec: { unschedulable?: boolean }
    status: { conditions: { type: string; status: string }[]; nodeInfo: { containerRuntimeVersion: string } }
  }[]
}

/** A line for each node: "n1 Ready schedulable docker://20.10.24". */
export async function nodesOf({ kubectl }: TestLab): Promise<string[]> {
  const { items } = JSON.parse(await kubectl('get', 'nodes', '-o', 'json')) as NodeList
  return items.map(({ metadata, spec, status }) =>
    [
      metadata.name,
      status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True')
        ? 'Ready'
        : 'NotReady',
      spec.unschedulable === true ? 'cordoned' : 'schedulable',
      status.nodeInfo.containerRuntimeVersion.replace(/[+~].*$/u, ''),
    ].join(' '),
  )
}

/** What kubeadm's annotation of the CRI socket says. */
export async function socketOf({ kubectl }: TestLab, node: string): Promise<string> {
  const { items } = JSON.parse(await kubectl('get', 'nodes', '-o', 'json')) as NodeList
  return (
    items.find(({ metadata }) => metadata.name === node)?.metadata.annotations?.[
      'kubeadm.alpha.kubernetes.io/cri-socket'
    ] ?? ''
  )
}

/** How many pods of each workload are ready: "web 3". Names of pods change, those of workloads do not. */
export async function readyWorkloads({ kubectl }: TestLab): Promise<string[]> {
  const { items } = JSON.parse(await kubectl('get', 'pods', '-A', '-o', 'json')) as PodList
  const ready = items.filter(({ status }) =>
    status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True'),
  )
  const names = ready.map(
    ({ metadata, spec }) => metadata.labels?.['app'] ?? `${metadata.name} on ${spec.nodeName}`,
  )
  return [...Map.groupBy(names, name => name)].map(([name, all]) => `${name} ${all.length}`).toSorted()
}

/** Waits until the workloads are ready as they were. */
export function settled(lab: TestLab, wanted: readonly string[], seconds = 120): Promise<string[]> {
  const isWanted = (now: string[]) => JSON.stringify(now) === JSON.stringify(wanted)
  return until(() => readyWorkloads(lab), isWanted, seconds)
}

/** Kubernetes' containers that Docker runs on a node; a Docker that is stopped is asked by its containerd. */
export async function inDocker({ onNode }: TestLab, node: string): Promise<number> {
  const tasks = await onNode(node, 'ctr -n moby tasks ls -q | wc -l')
  const listed = await onNode(node, 'docker ps -q --filter label=io.kubernetes.pod.uid 2>/dev/null | wc -l')
  return Number(tasks) + Number(listed)
}
