import { lt, minor } from 'semver'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseFlags } from '../../facts/kubelet.ts'
import type { Check, Finding } from '../check.ts'
import type { NodeSubject } from '../node/subject.ts'

/** What versions of Kubernetes ask of the kernel. */
export const kernelVersions: readonly Check<NodeSubject>[] = [
  {
    id: 'cgroup-v1',
    title: 'Control groups v1',
    severity: 'warning',
    about: 'version',
    reads: 'the version of kubelet, failCgroupV1 in its configuration, the control groups of the node',
    why: 'From Kubernetes 1.35 on, kubelet refuses to start on control groups v1 unless failCgroupV1 is false; it will go.',
    fix: 'Boot the node with control groups v2 (systemd.unified_cgroup_hierarchy=1, systemd 244 and kernel 5.8 or newer), or set failCgroupV1: false for now.',
    sources: [
      'https://kubernetes.io/docs/concepts/architecture/cgroups/',
      'https://github.com/kubernetes/website/pull/53082',
    ],
    run: controlGroups,
  },
  {
    id: 'kernel-old',
    title: 'The kernel is older than kubeadm accepts',
    severity: 'warning',
    about: 'version',
    reads: 'the versions of the kernel and of kubelet, the control groups',
    why: 'kubeadm 1.32 and later stop at a kernel older than 4.19, that of RHEL 8 among them. Control groups v2 want 5.8.',
    fix: 'Plan a newer kernel or system before the upgrade of Kubernetes.',
    sources: [
      'https://github.com/kubernetes/system-validators',
      'https://kubernetes.io/docs/reference/node/kernel-version-requirements/',
    ],
    run: kernel,
  },
]

const configuration = z.object({ failCgroupV1: z.boolean().optional().catch(undefined) })

function controlGroups({ host, facts }: NodeSubject): Finding[] {
  const { kubelet } = facts
  if (facts.host.cgroup !== 1 || kubelet === undefined) return []
  const refuses = failCgroupV1(
    facts.observed.files.get(kubelet.configurationFile)?.content,
    kubelet.arguments,
  )
  const place = { host, file: kubelet.configurationFile }
  if (minor(kubelet.version) < 35)
    return [
      {
        owner: host,
        place,
        severity: 'note',
        message: `The node has control groups v1, which kubelet 1.35 and later refuse; this one is ${kubelet.version}.`,
      },
    ]
  // It runs, so somebody told it to; what it reads at its next start is the file.
  return refuses
    ? [
        {
          owner: host,
          place,
          severity: 'blocker',
          message: `The node has control groups v1, and kubelet ${kubelet.version} will not start on them again: its configuration does not say failCgroupV1: false.`,
        },
      ]
    : [
        {
          owner: host,
          place,
          message: `The node has control groups v1; kubelet ${kubelet.version} bears them only for failCgroupV1: false.`,
        },
      ]
}

function failCgroupV1(text: string | undefined, words: readonly string[]): boolean {
  const flag = parseFlags(words).get('fail-cgroupv1')
  if (flag !== undefined) return flag !== 'false'
  try {
    return configuration.parse(parse(text ?? '') ?? {}).failCgroupV1 ?? true
  } catch {
    return true
  }
}

function kernel({ host, facts }: NodeSubject): Finding[] {
  const [, first, second] = /^(\d+)\.(\d+)/u.exec(facts.host.kernel) ?? []
  const { kubelet } = facts
  if (first === undefined || second === undefined || kubelet === undefined) return []
  const version = `${first}.${second}.0`
  const place = { host }
  if (lt(version, '4.19.0'))
    return [
      {
        owner: host,
        place,
        ...(minor(kubelet.version) >= 32 ? {} : { severity: 'note' as const }),
        message: `The kernel is ${facts.host.kernel}, and kubeadm 1.32 and later want 4.19; kubelet is ${kubelet.version}.`,
      },
    ]
  return facts.host.cgroup === 2 && lt(version, '5.8.0')
    ? [
        {
          owner: host,
          place,
          severity: 'note',
          message: `The kernel is ${facts.host.kernel}; control groups v2 want 5.8.`,
        },
      ]
    : []
}
