import { gte, lt, major, minor } from 'semver'
import type { Check, Finding } from '../check.ts'
import type { NodeSubject } from '../node/subject.ts'

const releases = 'https://github.com/containerd/containerd/blob/main/RELEASES.md#kubernetes-support'

/** Versions that do not go together. Each is a rule with the versions from which it holds. */
export const together: readonly Check<NodeSubject>[] = [
  {
    id: 'exec-on-cri-dockerd',
    title: 'exec and attach fail through cri-dockerd',
    severity: 'warning',
    about: 'version',
    reads: 'the version of kubelet, its runtime',
    why: 'From Kubernetes 1.36 on, kubectl exec, attach and port-forward fail on nodes with cri-dockerd, unless the feature gate ExtendWebSocketsToKubelet is off.',
    fix: 'Leave cri-dockerd before the upgrade; until then set featureGates.ExtendWebSocketsToKubelet: false in the configuration of kubelet.',
    sources: [
      'https://github.com/Mirantis/cri-dockerd/issues/560',
      'https://github.com/Mirantis/cri-dockerd/issues/569',
    ],
    run: subject =>
      subject.current?.id === 'cri-dockerd'
        ? byKubernetes(subject, 36, version => `kubelet ${version} is on cri-dockerd`)
        : [],
  },
  {
    id: 'containerd-1',
    title: 'containerd 1.x under a Kubernetes that does not support it',
    severity: 'warning',
    about: 'version',
    targets: ['containerd'],
    reads: 'the versions of kubelet and containerd',
    why: 'Kubernetes 1.35 was the last to support containerd 1.x. A kubelet of 1.36 still starts on it, and nobody tests the two together.',
    fix: 'Change to containerd 2.x: `migrate --to containerd@2`.',
    sources: [releases, 'https://kubernetes.io/blog/2025/12/17/kubernetes-v1-35-release/'],
    run: subject => {
      const { containerd } = subject.facts
      return containerd !== undefined && major(containerd.version) < 2
        ? byKubernetes(
            subject,
            36,
            version => `kubelet ${version} is to use containerd ${containerd.version}`,
          )
        : []
    },
  },
  {
    id: 'cri-v1alpha2',
    title: 'kubelet and the runtime speak different versions of CRI',
    severity: 'blocker',
    about: 'version',
    targets: ['containerd'],
    reads: 'the versions of kubelet and containerd',
    why: 'kubelet speaks CRI v1 from 1.23 on, and nothing else from 1.26 on; containerd speaks v1 from 1.6 on, and nothing else from 2.0 on.',
    fix: 'Install a containerd that goes with this Kubernetes: 1.6 or newer for 1.26, 1.x for 1.22 and older.',
    sources: [
      releases,
      'https://kubernetes.io/docs/setup/production-environment/container-runtimes/#cri-versions',
    ],
    run: ({ host, facts: { kubelet, containerd } }) => {
      if (kubelet === undefined || containerd === undefined) return []
      const needsOld = lt(kubelet.version, '1.23.0') && gte(containerd.version, '2.0.0')
      const needsNew = gte(kubelet.version, '1.26.0') && lt(containerd.version, '1.6.0')
      return needsOld || needsNew
        ? [
            {
              owner: host,
              place: { host },
              message: `kubelet ${kubelet.version} and containerd ${containerd.version} have no version of CRI in common.`,
            },
          ]
        : []
    },
  },
  {
    id: 'crio-minor',
    title: 'CRI-O of another minor version than Kubernetes',
    severity: 'warning',
    about: 'version',
    targets: ['crio'],
    reads: 'the versions of kubelet and CRI-O',
    why: 'CRI-O is released and tested with the Kubernetes of the same minor version.',
    fix: 'Install the CRI-O of the same minor version, and upgrade both together.',
    sources: ['https://github.com/cri-o/cri-o#compatibility-matrix-cri-o--kubernetes'],
    run: ({ host, facts: { kubelet }, survey: { crio } }) =>
      kubelet === undefined || crio === undefined || crio.startsWith(`1.${minor(kubelet.version)}.`)
        ? []
        : [{ owner: host, place: { host }, message: `CRI-O is ${crio}, kubelet ${kubelet.version}.` }],
  },
]

// From that minor version on it is so; before, it is what the next upgrades bring.
function byKubernetes(
  { host, facts: { kubelet } }: NodeSubject,
  from: number,
  so: (version: string) => string,
): Finding[] {
  if (kubelet === undefined) return []
  const isSo = minor(kubelet.version) >= from
  return [
    {
      owner: host,
      place: { host },
      ...(isSo ? {} : { severity: 'note' as const }),
      message: isSo
        ? `${so(kubelet.version)}.`
        : `${so(kubelet.version)}, which ends with Kubernetes 1.${from}.`,
    },
  ]
}
