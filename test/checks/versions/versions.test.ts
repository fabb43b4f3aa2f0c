import test from 'ava'
import { versionChecks } from '../../../scripts/lib/checks/versions/checks.ts'
import { support } from '../../../scripts/lib/checks/versions/support-data.ts'
import type { NodeSubject } from '../../../scripts/lib/checks/node/subject.ts'
import { runtimeNamed } from '../../../scripts/lib/runtimes/runtimes.ts'
import { nodeOnDocker } from '../node/support/subject.ts'

interface Versions {
  kubelet?: string
  containerd?: string
  current?: 'cri-dockerd' | 'containerd'
  cgroup?: 1 | 2
  kernel?: string
  crio?: string
  system?: { id: string; version: string; name: string }
  arguments?: string[]
  /** Files of the node, by path. */
  files?: Record<string, string>
  now?: string
}

type Case = readonly [id: string, versions: Versions, found: string | undefined]

const kubeletConfiguration = '/var/lib/kubelet/config.yaml'
const containerdConfiguration = '/etc/containerd/config.toml'
const flagsFile = '/var/lib/kubelet/kubeadm-flags.env'

// The severity and the beginning of the sentence; undefined where nothing is to be found.
const cases: readonly Case[] = [
  ['exec-on-cri-dockerd', { kubelet: '1.36.3' }, 'warning kubelet 1.36.3 is on cri-dockerd.'],
  ['exec-on-cri-dockerd', { kubelet: '1.34.1' }, 'note kubelet 1.34.1 is on cri-dockerd, which ends'],
  ['exec-on-cri-dockerd', { kubelet: '1.36.3', current: 'containerd' }, undefined],
  [
    'containerd-1',
    { kubelet: '1.36.0', containerd: '1.7.24' },
    'warning kubelet 1.36.0 is to use containerd 1.7.24.',
  ],
  [
    'containerd-1',
    { kubelet: '1.35.0', containerd: '1.7.24' },
    'note kubelet 1.35.0 is to use containerd 1.7.24',
  ],
  ['containerd-1', { kubelet: '1.36.0', containerd: '2.2.0' }, undefined],
  ['cgroup-v1', { kubelet: '1.34.1', cgroup: 1 }, 'note The node has control groups v1, which kubelet 1.35'],
  [
    'cgroup-v1',
    { kubelet: '1.36.3', cgroup: 1, files: { [kubeletConfiguration]: 'failCgroupV1: false' } },
    'warning The node has control groups v1; kubelet 1.36.3 bears',
  ],
  [
    'cgroup-v1',
    { kubelet: '1.36.3', cgroup: 1, files: { [kubeletConfiguration]: 'kind: KubeletConfiguration' } },
    'blocker The node has control groups v1, and kubelet 1.36.3 will not',
  ],
  ['cgroup-v1', { kubelet: '1.36.3', cgroup: 2 }, undefined],
  ['cri-v1alpha2', { kubelet: '1.26.0', containerd: '1.5.9' }, 'blocker kubelet 1.26.0 and containerd 1.5.9'],
  [
    'cri-v1alpha2',
    { kubelet: '1.22.17', containerd: '2.0.0' },
    'blocker kubelet 1.22.17 and containerd 2.0.0',
  ],
  ['cri-v1alpha2', { kubelet: '1.23.17', containerd: '2.0.0' }, undefined],
  ['cri-v1alpha2', { kubelet: '1.25.0', containerd: '1.5.9' }, undefined],
  ['crio-minor', { kubelet: '1.34.1', crio: '1.33.2' }, 'warning CRI-O is 1.33.2, kubelet 1.34.1.'],
  ['crio-minor', { kubelet: '1.34.1', crio: '1.34.0' }, undefined],
  [
    'kernel-old',
    { kubelet: '1.32.0', kernel: '4.18.0-553.el8_10.x86_64' },
    'warning The kernel is 4.18.0-553',
  ],
  ['kernel-old', { kubelet: '1.31.0', kernel: '4.18.0-553.el8_10.x86_64' }, 'note The kernel is 4.18.0-553'],
  [
    'kernel-old',
    { kubelet: '1.34.0', kernel: '5.4.0-generic', cgroup: 2 },
    'note The kernel is 5.4.0-generic; control groups v2',
  ],
  ['kernel-old', { kubelet: '1.34.0', kernel: '5.15.0-generic', cgroup: 2 }, undefined],
  ['kernel-old', { kubelet: '1.34.0', kernel: '5.4.0-generic', cgroup: 1 }, undefined],
  [
    'kubelet-flag-refused',
    {
      kubelet: '1.34.1',
      files: { [flagsFile]: 'A="--x"\nKUBELET_KUBEADM_ARGS="--pod-infra-container-image=p"' },
    },
    'warning /var/lib/kubelet/kubeadm-flags.env:2 --pod-infra-container-image is refused by kubelet 1.35',
  ],
  [
    'kubelet-flag-refused',
    { kubelet: '1.33.0', files: { [flagsFile]: 'KUBELET_KUBEADM_ARGS="--pod-infra-container-image=p"' } },
    'note /var/lib/kubelet/kubeadm-flags.env:1 --pod-infra-container-image',
  ],
  [
    'kubelet-flag-refused',
    { kubelet: '1.23.17', files: { [flagsFile]: 'KUBELET_KUBEADM_ARGS="--network-plugin=cni"' } },
    'note /var/lib/kubelet/kubeadm-flags.env:1 --network-plugin is refused by kubelet 1.24',
  ],
  [
    'kubelet-flag-refused',
    { kubelet: '1.25.0', files: { [flagsFile]: 'KUBELET_KUBEADM_ARGS="--v=2 \\\n  --logtostderr=true"' } },
    'warning /var/lib/kubelet/kubeadm-flags.env:2 --logtostderr is refused by kubelet 1.26',
  ],
  [
    'kubelet-flag-refused',
    { kubelet: '1.25.0', arguments: ['--docker-root=/x'] },
    'note --docker-root is refused by kubelet 1.34 at the latest',
  ],
  [
    'kubelet-flag-refused',
    {
      kubelet: '1.35.0',
      files: { [flagsFile]: 'KUBELET_KUBEADM_ARGS="--v=2"\n# --pod-infra-container-image' },
    },
    undefined,
  ],
  [
    'containerd-setting-removed',
    { containerd: '2.2.0', files: { [containerdConfiguration]: 'version = 2\n  systemd_cgroup = true\n' } },
    'warning /etc/containerd/config.toml:2 systemd_cgroup is not read by containerd 2.0',
  ],
  [
    'containerd-setting-removed',
    {
      containerd: '1.7.24',
      files: {
        [containerdConfiguration]: '[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n',
      },
    },
    'note /etc/containerd/config.toml:1 registry.mirrors',
  ],
  [
    'containerd-setting-removed',
    {
      containerd: '2.2.0',
      files: {
        [containerdConfiguration]: '# systemd_cgroup = true\nsystemd_cgroup = false\nruntime_root = ""\n',
      },
    },
    undefined,
  ],
  [
    'support-ended',
    { kubelet: '1.34.1', now: '2026-10-28' },
    'warning Kubernetes 1.34.1 is out of support since 2026-10-27.',
  ],
  [
    'support-ended',
    { kubelet: '1.34.1', now: '2026-10-27' },
    'note Kubernetes 1.34.1 is supported until 2026-10-27.',
  ],
  [
    'support-ended',
    { system: { id: 'ubuntu', version: '20.04', name: 'Ubuntu 20.04.6 LTS' } },
    'warning Ubuntu 20.04.6 LTS is out of support since 2025-05-31.',
  ],
  [
    'support-ended',
    { system: { id: 'rhel', version: '8.10', name: 'Red Hat Enterprise Linux 8.10 (Ootpa)' } },
    'note Red Hat Enterprise Linux 8.10 (Ootpa) is supported until 2029-05-31.',
  ],
  [
    'support-ended',
    { system: { id: 'arch', version: '', name: 'Arch Linux' }, kubelet: '1.99.0', containerd: '9.0.0' },
    undefined,
  ],
]

for (const [id, versions, found] of cases) {
  test(`${id} of ${JSON.stringify(versions)} says ${found ?? 'nothing'}`, t => {
    const told = versionChecks
      .filter(check => check.id === id)
      .flatMap(check =>
        check.run(subject(versions)).map(finding => {
          const place =
            finding.place?.line === undefined ? '' : `${finding.place.file}:${finding.place.line} `
          return `${finding.severity ?? check.severity} ${place}${finding.message}`
        }),
      )
    const about = told.filter(
      line =>
        !/ Docker |Debian|containerd 2\.2\.0 is supp|containerd 1\.7/u.test(line) ||
        found?.includes(line.split(' ')[1] ?? '') === true,
    )
    if (found === undefined) t.deepEqual(about, [])
    else
      t.true(
        about.some(line => line.startsWith(found)),
        told.join('\n'),
      )
  })
}

test('every check of versions has its case, and one where it finds nothing', t => {
  const silent = new Set(cases.filter(([, , found]) => found === undefined).map(([id]) => id))
  t.deepEqual(
    versionChecks.map(({ id }) => id).filter(id => !silent.has(id)),
    [],
  )
})

test('the table of support has a day that is one, and a source, in every row, and no row twice', t => {
  for (const { ends, source } of support) {
    t.is(new Date(`${ends}T00:00:00Z`).toISOString().slice(0, 10), ends)
    t.regex(source, /^https:\/\//u)
  }
  t.is(new Set(support.map(({ product, release }) => `${product} ${release}`)).size, support.length)
})

function subject(versions: Versions): NodeSubject {
  const base = nodeOnDocker()
  const { kubelet, containerd, host, observed } = base.facts
  if (kubelet === undefined || containerd === undefined) throw new Error('the fixture lacks it')
  const files = new Map([...observed.files, [flagsFile, { exists: true, content: '' }]])
  for (const [path, content] of Object.entries(versions.files ?? {}))
    files.set(path, { exists: true, content })
  return {
    ...base,
    current: runtimeNamed(versions.current ?? 'cri-dockerd'),
    now: Date.parse(`${versions.now ?? '2026-11-21'}T12:00:00Z`),
    facts: {
      ...base.facts,
      observed: { ...observed, files },
      kubelet: {
        ...kubelet,
        version: versions.kubelet ?? kubelet.version,
        arguments: versions.arguments ?? [],
      },
      containerd: { ...containerd, version: versions.containerd ?? containerd.version },
      host: { ...host, cgroup: versions.cgroup ?? 2, kernel: versions.kernel ?? '6.1.0' },
    },
    survey: {
      ...base.survey,
      crio: versions.crio,
      system: { ...base.survey.system, ...versions.system },
    },
  }
}
