import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { leaderOf } from '../../lab/on-node.ts'
import type { LabNode } from '../../lab/lab.ts'
import { criAnswers } from './cri-answers.ts'

/** How often a node is asked, in milliseconds: the table's seconds without a runtime are this exact. */
const interval = 200

/** Watches a node while `work` runs; gives what that gave, and for how many seconds no runtime answered on the node. */
export async function withoutRuntime<Result>(
  node: LabNode,
  sockets: readonly string[],
  work: () => Promise<Result>,
): Promise<{ result: Result; dark: number }> {
  const over = new AbortController()
  const watched = watch(node, sockets, over.signal)
  try {
    const result = await work()
    over.abort()
    return { result, dark: await watched }
  } finally {
    over.abort()
  }
}

async function watch(node: LabNode, sockets: readonly string[], over: AbortSignal): Promise<number> {
  const leader = await leaderOf(node)
  let dark = 0
  let last = performance.now()
  while (!over.aborted) {
    const answers = await Promise.all(sockets.map(socket => runs(node, leader, socket)))
    const now = performance.now()
    if (!answers.some(Boolean)) dark += now - last
    last = now
    await sleep(interval)
  }
  return dark / 1000
}

async function runs(node: LabNode, leader: number | undefined, socket: string): Promise<boolean> {
  if (leader === undefined) return false
  // systemd listens for cri-dockerd and would start it for whoever asks.
  if (socket.includes('cri-dockerd') && !(await isActive(node, 'cri-docker.service'))) return false
  return criAnswers(`/proc/${leader}/root${socket}`)
}

/** Whether a service of the node has processes, by its cgroup as the machine sees it: v1 or v2. */
async function isActive({ machine }: LabNode, service: string): Promise<boolean> {
  const places = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup'].map(
    root => `${root}/${machine}/payload/system.slice/${service}/cgroup.procs`,
  )
  const lists = await Promise.all(places.map(place => readFile(place, 'utf8').catch(() => '')))
  return lists.some(list => list !== '')
}
