import type { Facts } from '../facts/facts.ts'
import { defaultKubeletConfiguration } from '../facts/kubelet.ts'
import type { Target } from '../facts/targets.ts'
import { unitEnvironmentFiles, unitPaths } from './unit.ts'
import { isVendors } from './vendor.ts'

/** Environment files of the kubelet's unit, in the order in which kubeadm's drop-in reads them. */
const environmentFiles = [
  '/var/lib/kubelet/kubeadm-flags.env',
  '/etc/default/kubelet',
  '/etc/sysconfig/kubelet',
  '/etc/kubernetes/kubelet.env',
] as const

/** Unit files and drop-ins that may carry flags themselves. */
const unitFiles = [
  '/etc/systemd/system/kubelet.service',
  '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf',
  '/usr/lib/systemd/system/kubelet.service',
  '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
  '/lib/systemd/system/kubelet.service',
  '/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
] as const

/** kubeadm keeps the endpoint here too, and `kubeadm upgrade` applies it over config.yaml (KEP-4656). */
export const instanceConfiguration = '/var/lib/kubelet/instance-config.yaml'

/** What to read of a node's kubelet. */
export const kubeletTargets: readonly Target[] = [
  ...[...environmentFiles, ...unitFiles, instanceConfiguration, defaultKubeletConfiguration].map(
    subject => ({ kind: 'file', subject }) as const,
  ),
  { kind: 'unit', subject: 'kubelet.service' },
]

/** What this node's kubelet and its unit name besides: the configuration, drop-ins, environment files. */
export function namedTargets(facts: Facts): Target[] {
  const configuration = facts.kubelet?.configurationFile ?? ''
  const paths = [configuration, ...unitPaths(facts), ...unitEnvironmentFiles(facts)]
  const folder = facts.kubelet?.configurationFolder
  return [
    ...readable(paths).map(subject => ({ kind: 'file', subject }) as const),
    ...readable(folder === undefined ? [] : [folder]).map(subject => ({ kind: 'tree', subject }) as const),
  ]
}

/** Where flags of this node's kubelet may stand: the usual places, and those that its unit names. */
export function flagPaths(facts: Facts): string[] {
  const unit = unitPaths(facts)
  // A package's unit that systemd does not use is not touched: one of the same name in /etc is in its place.
  const used = unitFiles.filter(path => !isVendors(path) || unit.length === 0)
  return [...new Set([...environmentFiles, ...used, ...unit, ...unitEnvironmentFiles(facts)])]
}

function readable(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter(path => /^\/[^\p{Cc}]+$/u.test(path))
}
