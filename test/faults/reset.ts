import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { socketOf } from '../lab/support/cluster.ts'
import { difference, setupOf } from '../lab/support/snapshot.ts'
import { transactionsIn } from './journal.ts'
import type { Rig } from './rig.ts'

const runtimes = {
  old: { version: 'docker://', socket: '/var/run/dockershim.sock' },
  new: { version: 'containerd://', socket: 'unix:///run/containerd/containerd.sock' },
} as const

export type Side = keyof typeof runtimes

/** What keeps n2 from being Ready on that runtime, and on no other; empty when nothing does. */
export async function amiss(rig: Rig, side: Side): Promise<string[]> {
  const { version } = runtimes[side]
  const [{ docker, containerd, units }, { node, agents }] = await Promise.all([onNode(rig), inCluster(rig)])
  const [here, there] = side === 'old' ? [docker, containerd] : [containerd, docker]
  const ready = node?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  const reported = node?.status.nodeInfo?.containerRuntimeVersion ?? 'nothing'
  return [
    ...(ready === true ? [] : ['it is not Ready']),
    ...(reported.startsWith(version) ? [] : [`it reports ${reported}`]),
    ...(here !== '0' ? [] : ['no container of Kubernetes runs in its runtime']),
    ...(there === '0' ? [] : [`${there} containers of Kubernetes run in the other runtime`]),
    ...(units === 'active active' ? [] : [`kubelet and containerd are ${units}`]),
    // A stale status in the API proves nothing: the pod that stays on the node must run again, in that runtime.
    ...(agents.length === 1 && agents[0]?.startsWith(version) ? [] : [`its agent pod is not ready there`]),
  ]
}

async function onNode({ lab }: Rig) {
  const said = await lab.onNode(
    'n2',
    `ctr -n moby tasks ls -q > /tmp/moby
docker ps -q --no-trunc --filter label=io.kubernetes.pod.uid >> /tmp/moby 2>/dev/null
sort -u /tmp/moby | wc -l
ctr -n k8s.io tasks ls 2>/dev/null | grep -c RUNNING
echo $(systemctl is-active kubelet.service containerd.service)`,
  )
  const [docker = '', containerd = '', units = ''] = said.split('\n').map(line => line.trim())
  return { docker, containerd, units }
}

async function inCluster({ lab }: Rig) {
  const { items } = JSON.parse(await lab.kubectl('get', 'nodes,pods', '-o', 'json')) as Objects
  const pods = items.filter(
    ({ metadata, spec }) => metadata.labels?.['app'] === 'agent' && spec.nodeName === 'n2',
  )
  const containers = pods.flatMap(({ status }) => status.containerStatuses ?? [])
  return {
    node: items.find(({ kind, metadata }) => kind === 'Node' && metadata.name === 'n2'),
    agents: containers.filter(({ ready }) => ready).map(({ containerID = '' }) => containerID),
  }
}

interface Objects {
  items: {
    kind: string
    metadata: { name: string; labels?: Record<string, string> }
    spec: { nodeName?: string }
    status: {
      conditions?: { type: string; status: string }[]
      nodeInfo?: { containerRuntimeVersion: string }
      containerStatuses?: { ready: boolean; containerID?: string }[]
    }
  }[]
}

/** Waits until n2 is Ready on that runtime; gives what was amiss at the end. */
export async function standsOn(rig: Rig, side: Side, seconds: number): Promise<string[]> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const left = await amiss(rig, side).catch((error: unknown) => [String(error)])
    if (left.length === 0 || performance.now() > deadline) return left
    // To look costs the machine more than to wait.
    await sleep(1000)
  }
}

/** Takes a node that is well back to where all faults begin, by hand, as on its console. */
export async function toStart(rig: Rig, { keepTransactions = false } = {}): Promise<void> {
  for (const { id, verdict } of (await transactionsIn(rig.home)).toReversed()) {
    if (verdict === 'undone') continue
    await rig.lab.onNode('n2', `sh /var/lib/refit/transactions/${id}/undo --confirmed 'back to the start'`)
  }
  const socket = runtimes.old.socket
  if ((await socketOf(rig.lab, 'n2')) !== socket)
    await rig.lab.kubectl('annotate', 'node', 'n2', '--overwrite', `${annotation}=${socket}`)
  await rig.lab.kubectl('uncordon', 'n2')
  if (!keepTransactions) await removeTransactions(rig)
}

const annotation = 'kubeadm.alpha.kubernetes.io/cri-socket'

/** So that each fault begins alike. */
export async function removeTransactions({ home }: Rig): Promise<void> {
  for (const name of ['transactions', 'lock', 'guard'])
    await rm(join(home, name), { recursive: true, force: true })
}

const services = '-u kubelet.service -u docker.service -u containerd.service'

/** Gets a node that was lost to where all faults begin, if need be by a new lab; gives what that took. */
export async function rescue(rig: Rig): Promise<string[]> {
  const journals = (await transactionsIn(rig.home)).map(({ journal }) => journal.slice(-1500))
  const said = await rig.lab.tryOnNode('n2', `journalctl -n 30 --no-pager -o cat ${services}`)
  const evidence = [...journals, said.stdout].map(
    text => `journal: ${text.trim().split('\n').join('\n      ')}`,
  )
  try {
    if ((await rig.lab.tryOnNode('n2', 'true')).exitCode !== 0) await rig.boot()
    await toStart(rig)
    const left = await standsOn(rig, 'old', 60)
    if (left.length === 0 && difference(rig.setup.old, await setupOf(rig.lab, 'n2')).length === 0)
      return evidence
  } catch (error) {
    evidence.push(`not to be brought back: ${String(error)}`)
  }
  await rig.renew()
  return [...evidence, 'the lab had to be made anew']
}
