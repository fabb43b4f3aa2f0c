import { refusedFlags } from '../../kubelet/gates.ts'

/** A flag that a kubelet of this version and of later ones does not know. */
export interface RemovedKubeletFlag {
  name: string
  removedIn: string
  /** The version that removed it was not found: this is the first that was looked at and lacks it. */
  atLatest?: true
  source: string
}

const changelog = (version: string, pull: number) => ({
  removedIn: `${version}.0`,
  source: `https://github.com/kubernetes/kubernetes/pull/${pull}`,
})

const klog = changelog('1.26', 112120)

// Of what `kubelet --help` of 1.23.17 lists and that of 1.34.1 does not; both were run.
const missing = {
  removedIn: '1.34.0',
  atLatest: true,
  source: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/',
} as const

/** Every flag that kubelet has lost since 1.23, as far as it is known. */
export const removedKubeletFlags: readonly RemovedKubeletFlag[] = [
  // Those that have to do with the runtime stand where the plan needs them.
  ...refusedFlags('99.0.0').map(({ name, removedIn, source }) => ({
    name,
    removedIn,
    source: `https://github.com/${source.replace('#', '/pull/')}`,
  })),
  { name: 'really-crash-for-testing', ...changelog('1.24', 101719) },
  { name: 'experimental-check-node-capabilities-before-mount', ...changelog('1.24', 104732) },
  { name: 'experimental-kernel-memcg-notification', ...changelog('1.25', 109388) },
  ...'add-dir-header alsologtostderr log-backtrace-at log-dir log-file log-file-max-size logtostderr one-output skip-headers skip-log-headers stderrthreshold'
    .split(' ')
    .map(name => ({ name, ...klog })),
  { name: 'iptables-masquerade-bit', ...changelog('1.31', 122363) },
  { name: 'iptables-drop-bit', ...changelog('1.31', 122363) },
  { name: 'keep-terminated-pod-volumes', ...changelog('1.31', 122082) },
  ...'azure-container-registry-config cloud-config docker docker-env-metadata-whitelist docker-only docker-root docker-tls docker-tls-ca docker-tls-cert docker-tls-key dynamic-config-dir experimental-logging-sanitization master-service-namespace register-schedulable'
    .split(' ')
    .map(name => ({ name, ...missing })),
]
