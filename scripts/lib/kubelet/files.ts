import type { Target } from '../facts/targets.ts'
import { defaultKubeletConfiguration } from '../facts/kubelet.ts'

/** Environment files of the kubelet's unit, in the order in which kubeadm's drop-in reads them. */
export const environmentFiles = [
  '/var/lib/kubelet/kubeadm-flags.env',
  '/etc/default/kubelet',
  '/etc/sysconfig/kubelet',
  '/etc/kubernetes/kubelet.env',
] as const

/** Unit files and drop-ins that may carry flags themselves. */
export const unitFiles = [
  '/etc/systemd/system/kubelet.service',
  '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf',
  '/usr/lib/systemd/system/kubelet.service',
  '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
  '/lib/systemd/system/kubelet.service',
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
