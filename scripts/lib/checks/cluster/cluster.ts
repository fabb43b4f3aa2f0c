import type { PodSpec } from '../workload/pod-spec.ts'

/** What the checks of a cluster look at: of every object only what they need, for thousands of them. */
export interface Cluster {
  /** By name. */
  nodes: Map<string, ClusterNode>
  /** By uid. */
  pods: Map<string, ClusterPod>
  budgets: Budget[]
  runtimeClasses: { name: string; handler: string }[]
  volumes: Volume[]
  /** "namespace/name" of service accounts that bring pull secrets. */
  pullSecretAccounts: Set<string>
  /** How this inventory drains. */
  drain: { force: boolean; skip: boolean; disableEviction: boolean }
}

export interface ClusterNode {
  name: string
  labels: Readonly<Record<string, string>>
  taints: readonly { key: string; value: string; effect: string }[]
  unschedulable: boolean
  ready: boolean
  /** By resource: "cpu" in cores, "memory" in bytes. */
  allocatable: ReadonlyMap<string, number>
  /** "docker://20.10.24" */
  runtime: string
  kubelet: string
  os: string
  kernel: string
}

export interface ClusterPod {
  namespace: string
  name: string
  /** "Deployment shop/api"; itself where nothing controls it. */
  owner: string
  /** A controller starts it again elsewhere. */
  controlled: boolean
  /** Static pods and those of DaemonSets are not evicted. */
  stays: boolean
  node: string
  labels: Readonly<Record<string, string>>
  requests: ReadonlyMap<string, number>
  /** What the scheduler goes by. */
  placing: Pick<PodSpec, 'nodeSelector' | 'tolerations' | 'affinity'>
  claims: readonly string[]
  account: string
  /** Registries of its images that few can pull from without a login, where it brings no pull secret of its own. */
  privateRegistries: readonly string[]
}

export interface Budget {
  namespace: string
  name: string
  /** undefined selects nothing. */
  selector: Selector | undefined
  maxUnavailable: string
  minAvailable: string
  allowed: number
  expected: number
  healthy: number
  desired: number
  unhealthyPolicy: string
}

/** As in scripts/lib/cluster. */
export interface Selector {
  matchLabels: Record<string, string>
  matchExpressions: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values: string[] }[]
}

/** A volume that is on certain nodes only. */
export interface Volume {
  name: string
  /** "namespace/name" of its claim; empty where nobody claims it. */
  claim: string
  /** The nodes that it is on, as far as it says so by hostname. */
  hosts: readonly string[]
}
