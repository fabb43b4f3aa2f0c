import { gte, lt } from 'semver'

/** A kubelet flag that went away: the first version that refuses it. */
interface RemovedFlag {
  name: string
  removedIn: string
  source: string
}

const withDockershim = 'kubernetes/kubernetes#106907'

/** Flags that were only ever dockershim's: no other runtime reads them, and from 1.24 on kubelet refuses them. */
export const dockershimFlags: readonly RemovedFlag[] = [
  'network-plugin',
  'cni-conf-dir',
  'cni-bin-dir',
  'cni-cache-dir',
  'network-plugin-mtu',
  'docker-endpoint',
  'image-pull-progress-deadline',
  'experimental-dockershim-root-directory',
].map(name => ({ name, removedIn: '1.24.0', source: withDockershim }))

const removedFlags: readonly RemovedFlag[] = [
  ...dockershimFlags,
  { name: 'non-masquerade-cidr', removedIn: '1.24.0', source: 'Azure/AgentBaker#1841' },
  { name: 'container-runtime', removedIn: '1.27.0', source: 'kubernetes/kubernetes#112000' },
  { name: 'pod-infra-container-image', removedIn: '1.35.0', source: 'kubernetes/kubernetes#133779' },
]

/** Flags that a kubelet of this version does not start with. */
export function refusedFlags(version: string): RemovedFlag[] {
  return removedFlags.filter(({ removedIn }) => gte(version, removedIn))
}

/** Dockershim is part of the kubelet up to 1.23 (KEP-2221). */
export function hasDockershim(version: string): boolean {
  return lt(version, '1.24.0')
}

/** `--container-runtime=remote` is what turns dockershim off; from 1.24 on there is nothing else. */
export function needsRemoteFlag(version: string): boolean {
  return hasDockershim(version)
}

/** KubeletConfiguration has containerRuntimeEndpoint since 1.27 (kubernetes/kubernetes#112136). */
export function readsEndpointFromConfiguration(version: string): boolean {
  return gte(version, '1.27.0')
}
