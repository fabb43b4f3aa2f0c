import { minor } from 'semver'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseFlags } from '../../facts/kubelet.ts'
import type { Check } from '../check.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'

const container = 'https://kubernetes.io/docs/setup/production-environment/container-runtimes/'

/** How the node's kubelet is set up. */
export const kubeletChecks: readonly Check<NodeSubject>[] = [
  leavingDocker({
    id: 'kubenet',
    title: 'Pods get their network from kubenet, or from Docker',
    severity: 'blocker',
    about: 'node',
    reads: '--network-plugin of kubelet',
    why: 'kubenet is a part of dockershim, and without a plugin dockershim leaves pods on the bridge of Docker. No other runtime has either: no pod would get a network.',
    fix: 'Install a CNI network on the cluster first.',
    sources: ['https://github.com/kubernetes/kubernetes/pull/106907'],
    run: ({ host, facts: { kubelet } }) => {
      if (kubelet === undefined || kubelet.endpoint !== undefined || minor(kubelet.version) >= 24) return []
      const plugin = parseFlags(kubelet.arguments).get('network-plugin') ?? ''
      if (plugin === 'cni') return []
      return [
        {
          owner: host,
          place: { host },
          message:
            plugin === ''
              ? 'kubelet runs without --network-plugin=cni: pods are on the bridge of Docker.'
              : `kubelet runs with --network-plugin=${plugin}.`,
        },
      ]
    },
  }),
  leavingDocker({
    id: 'cgroup-driver',
    title: 'kubelet and Docker disagree about control groups',
    severity: 'warning',
    about: 'node',
    reads: 'cgroupDriver of kubelet, docker info',
    why: 'The new runtime is set to the driver of kubelet. Where Docker used another one, limits of pods were not what they seemed, and will be now.',
    fix: 'Make sure that the cgroupDriver of kubelet is the one that is wanted.',
    sources: [container],
    run: ({ host, facts: { kubelet, docker } }) =>
      kubelet === undefined ||
      docker === undefined ||
      docker.cgroupDriver === '' ||
      docker.cgroupDriver === kubelet.cgroupDriver
        ? []
        : [
            {
              owner: host,
              place: { host, file: kubelet.configurationFile },
              message: `kubelet uses the cgroup driver ${kubelet.cgroupDriver}, Docker ${docker.cgroupDriver}.`,
            },
          ],
  }),
  {
    id: 'cgroupfs-beside-systemd',
    title: 'Two managers of one tree of control groups',
    severity: 'note',
    about: 'node',
    reads: 'cgroupDriver of kubelet, the version of control groups',
    why: 'With control groups v2 and systemd, the driver cgroupfs makes two masters of one tree, and nodes were seen to become unstable under pressure. refit keeps the driver that kubelet has.',
    fix: 'Change cgroupDriver to systemd in a step of its own, on a drained node, on the runtime and kubelet together.',
    sources: [
      'https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/configure-cgroup-driver/',
      container,
    ],
    run: ({ host, facts: { kubelet, host: machine } }) =>
      kubelet?.cgroupDriver !== 'cgroupfs' || machine.cgroup !== 2 || machine.systemd === undefined
        ? []
        : [
            {
              owner: host,
              place: { host, file: kubelet.configurationFile },
              message: 'kubelet uses the cgroup driver cgroupfs on control groups v2, which systemd manages.',
            },
          ],
  },
  {
    id: 'swap',
    title: 'Swap is on, and kubelet does not bear it',
    severity: 'blocker',
    about: 'node',
    reads: '/proc/swaps, failSwapOn of kubelet',
    why: 'kubelet is restarted during the change and refuses to start with swap, even where it started before swap was turned on.',
    fix: 'Run `swapoff -a` and take swap out of /etc/fstab, or set failSwapOn: false.',
    sources: ['https://kubernetes.io/docs/concepts/cluster-administration/swap-memory-management/'],
    run: ({ host, facts, survey }) => {
      const { kubelet } = facts
      if (survey.system.swap.length === 0 || kubelet === undefined || !failsWithSwap(facts, kubelet))
        return []
      return [
        {
          owner: host,
          place: { host, file: '/proc/swaps' },
          message: `Swap is on (${survey.system.swap.join(', ')}), and kubelet does not say failSwapOn: false.`,
        },
      ]
    },
  },
]

const configuration = z.object({ failSwapOn: z.boolean().catch(true).default(true) })

function failsWithSwap(
  facts: NodeSubject['facts'],
  kubelet: NonNullable<NodeSubject['facts']['kubelet']>,
): boolean {
  const flag = parseFlags(kubelet.arguments).get('fail-swap-on')
  if (flag !== undefined) return flag !== 'false'
  try {
    return configuration.parse(
      parse(facts.observed.files.get(kubelet.configurationFile)?.content ?? '') ?? {},
    ).failSwapOn
  } catch {
    return true
  }
}
