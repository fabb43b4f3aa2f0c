import type { Kubectl } from '../../../scripts/lib/cluster/kubectl.ts'

/** An API server that has these lists, whole or a few items at a time; other lists are empty. */
export function fakeApi(lists: Record<string, readonly object[]>) {
  const asked: string[] = []
  const kubectl: Kubectl = async words => {
    const [get, raw, url = ''] = words
    if (get !== 'get' || raw !== '--raw')
      throw new Error(`the fake was not told what to answer to: ${words.join(' ')}`)
    asked.push(url)
    const { pathname, searchParams } = new URL(url, 'https://api')
    const items = lists[pathname] ?? []
    const from = Number(searchParams.get('continue') ?? 0)
    const to = from + Number(searchParams.get('limit'))
    const metadata = to < items.length ? { continue: String(to) } : {}
    return { code: 0, stdout: JSON.stringify({ metadata, items: items.slice(from, to) }), stderr: '' }
  }
  return { kubectl, asked }
}

/** A Ready node with 2 cores and 4 GiB. */
export function node(
  name: string,
  more: { labels?: object; taints?: object[]; runtime?: string; ready?: string } = {},
): object {
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } },
    spec: { taints: more.taints ?? [] },
    status: {
      allocatable: { cpu: '2', memory: '4Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: more.ready ?? 'True' }],
      nodeInfo: { containerRuntimeVersion: more.runtime ?? 'docker://20.10.24', kubeletVersion: 'v1.23.17' },
    },
  }
}

interface PodOptions {
  on?: string
  owner?: { kind: string; name: string; uid: string }
  labels?: object
  annotations?: object
  cpu?: string
  spec?: object
}

/** A pod of one container; of the owner's where one is named. */
export function pod(
  name: string,
  { on = 'n1', owner, labels = {}, annotations = {}, cpu = '100m', spec = {} }: PodOptions = {},
): object {
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      labels,
      annotations,
      ownerReferences: owner === undefined ? [] : [{ ...owner, controller: true }],
    },
    spec: {
      nodeName: on,
      containers: [{ name: 'main', image: 'docker.io/library/busybox:1', resources: { requests: { cpu } } }],
      ...spec,
    },
    status: { phase: 'Running' },
  }
}

/** A controller with a template, as Deployments and ReplicaSets have it. */
export function controller(name: string, uid: string, spec: object = {}, owner?: object): object {
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid,
      ownerReferences: owner === undefined ? [] : [{ ...owner, controller: true }],
    },
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ name: 'main', image: 'docker.io/library/busybox:1' }], ...spec } },
    },
  }
}

export function budget(name: string, spec: object, status: object): object {
  return { metadata: { name, namespace: 'shop' }, spec, status }
}

/** The volumes of a pod that has Docker's socket. */
export const withSocket = { volumes: [{ name: 'sock', hostPath: { path: '/var/run/docker.sock' } }] }
