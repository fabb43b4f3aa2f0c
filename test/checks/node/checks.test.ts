import test from 'ava'
import { nodeChecks } from '../../../scripts/lib/checks/node/checks.ts'
import type { NodeSubject } from '../../../scripts/lib/checks/node/subject.ts'
import type { Survey } from '../../../scripts/lib/checks/node/survey/survey.ts'
import type { Facts } from '../../../scripts/lib/facts/facts.ts'
import type { KubeletFacts } from '../../../scripts/lib/facts/kubelet.ts'
import type { Runtime } from '../../../scripts/lib/runtimes/runtime.ts'
import { nodeOnDocker } from './support/subject.ts'

// Each check on a node as it was captured with one thing changed: the words that it must say, then the twin of which
// it must say nothing. The checks of files have a zoo of their own.
type Case = readonly [id: string, bad: Partial<NodeSubject>, words: RegExp, good: Partial<NodeSubject>]

const base = nodeOnDocker()
const other = {
  name: 'web',
  image: 'nginx:1',
  running: true,
  restart: 'always',
  project: 'shop',
  mountsSocket: true,
}
const user = {
  how: 'connected' as const,
  socket: '/run/docker.sock',
  pid: 42,
  name: 'agent',
  group: '/system.slice/agent.service',
}
const conflist = (file: string, cniVersion = '1.0.0', types = ['bridge', 'host-local']) => ({
  file: `/etc/cni/net.d/${file}`,
  network: { name: 'pods', cniVersion, types },
})
const forwarding = base.survey.system.sysctls
const quietBoot = { sysctls: new Map<string, string>(), modules: new Set<string>() }

const cases: readonly Case[] = [
  ['node-unread', survey({ docker: undefined }), /Docker does not answer/u, {}],
  ['node-unread', survey({ cut: ['mentions'] }), /more than is read of mentions/u, {}],
  ['node-unread', docker({ problems: ['docker-images (no answer in time)'] }), /no answer in time/u, {}],
  [
    'docker-socket-process',
    sockets([user]),
    /agent \(pid 42, agent\.service\) is connected to Docker's socket/u,
    sockets([{ ...user, name: 'cri-dockerd', group: '/system.slice/cri-docker.service' }]),
  ],
  [
    'docker-socket-process',
    sockets([{ ...user, how: 'mount' }]),
    /has Docker's socket mounted/u,
    sockets([{ ...user, name: 'kubelet', group: '/system.slice/kubelet.service' }]),
  ],
  ['docker-socket-process', sockets([], false), /3 connections .* no ss/u, sockets([], true)],
  [
    'other-containers',
    surveyDocker({ others: [other] }),
    /web \(nginx:1\) is not of Kubernetes: of the Compose project shop, Docker starts it again \(always\), it has Docker's socket/u,
    {},
  ],
  ['docker-swarm', surveyDocker({ swarm: true }), /member of a Swarm/u, {}],
  ['docker-volumes', surveyDocker({ volumes: 2 }), /2 volumes and 0 networks/u, {}],
  [
    'images-only-here',
    docker({ images: [{ id: 'sha256:1', size: 1, tags: ['shop:1'], digests: [] }] }),
    /shop:1 is on this node only\./u,
    docker({ images: [{ id: 'sha256:1', size: 1, tags: ['shop:1'], digests: ['shop@sha256:2'] }] }),
  ],
  [
    'docker-setting',
    told([{ severity: 'warning', id: 'setting-lost', message: 'icc of /etc/docker/daemon.json is lost.' }]),
    /^icc of \/etc\/docker\/daemon\.json is lost\.$/u,
    told([]),
  ],
  [
    'docker-log-driver',
    surveyDocker({ logDriver: 'journald' }),
    /driver journald: `journalctl/u,
    surveyDocker({ logDriver: 'json-file' }),
  ],
  [
    'docker-log-driver',
    surveyDocker({ logDrivers: ['gelf'] }),
    /driver gelf\./u,
    surveyDocker({ logDrivers: ['json-file'] }),
  ],
  [
    'kubenet',
    onDockershim(['--network-plugin=kubenet']),
    /--network-plugin=kubenet/u,
    onDockershim(['--network-plugin=cni']),
  ],
  ['kubenet', onDockershim([]), /without --network-plugin=cni/u, {}],
  [
    'cgroup-driver',
    docker({ cgroupDriver: 'systemd' }),
    /kubelet uses the cgroup driver cgroupfs, Docker systemd/u,
    docker({ cgroupDriver: 'cgroupfs' }),
  ],
  [
    'cgroupfs-beside-systemd',
    machine({ cgroup: 2 }),
    /cgroupfs on control groups v2/u,
    machine({ cgroup: 1 }),
  ],
  [
    'swap',
    { ...system({ swap: ['/dev/sda2'] }), facts: withConfiguration('failSwapOn: true\n') },
    /Swap is on \(\/dev\/sda2\)/u,
    { ...system({ swap: ['/dev/sda2'] }), facts: withConfiguration('failSwapOn: false\n') },
  ],
  [
    'cni-network',
    cni({ networks: [] }),
    /There is no network/u,
    cni({ networks: [conflist('10-lab.conflist')] }),
  ],
  ['cni-network', cni({ networks: [conflist('10-lab.conflist', '')] }), /names no cniVersion/u, {}],
  [
    'cni-network',
    cni({
      networks: [{ file: '/etc/cni/net.d/05-broken.conf', network: undefined }, conflist('10-lab.conflist')],
    }),
    /05-broken\.conf is not the JSON/u,
    {},
  ],
  [
    'cni-networks',
    cni({ networks: [conflist('10-lab.conflist'), conflist('87-podman-bridge.conflist')] }),
    /10-lab\.conflist, before 87-podman/u,
    {},
  ],
  [
    'cni-networks',
    cni({ networks: [conflist('100-crio-bridge.conflist'), conflist('20-flannel.conflist')] }),
    /100-crio-bridge\.conflist, which a package brought along/u,
    {},
  ],
  [
    'cni-plugin',
    cni({ networks: [conflist('10-calico.conflist', '1.0.0', ['calico'])] }),
    /plugin calico is not in \/opt\/cni\/bin\./u,
    cni({ networks: [conflist('10-lab.conflist')] }),
  ],
  [
    'cni-plugin',
    cni({ networks: [conflist('10-lab.conflist', '1.1.0')] }),
    /know CNI up to 1\.0\.0, and 10-lab\.conflist is of 1\.1\.0/u,
    {},
  ],
  [
    'disk-space',
    disks('/var/lib/containerd', { free: 1, freeInodes: 1e6, mountPoint: '/' }),
    /need \d+ MB in \/var\/lib\/containerd, and 1 MB are free/u,
    disks('/var/lib/containerd', { free: 1e12, freeInodes: 1e6, mountPoint: '/' }),
  ],
  [
    'disk-space',
    disks('/var/lib/containerd', { free: 1e12, freeInodes: 100, mountPoint: '/' }),
    /Only 100 inodes/u,
    disks('/var/lib/containerd', { free: 1e12, freeInodes: undefined, mountPoint: '/' }),
  ],
  [
    'docker-disk',
    disks('/var/lib/containerd', { free: 1e9, freeInodes: 1e6, mountPoint: '/' }),
    /own \(\/var\/lib\/docker\), and \/var\/lib\/containerd is on \/, where 1000 MB/u,
    {},
  ],
  ['ip-forward', system({ atBoot: quietBoot }), /ip_forward is 1, and no file in sysctl\.d says so/u, {}],
  [
    'ip-forward',
    system({ sysctls: new Map([...forwarding, ['net.ipv4.ip_forward', '0']]) }),
    /ip_forward is 0/u,
    {},
  ],
  ['bridge-netfilter', system({ sysctls: new Map() }), /bridge-nf-call-iptables is not there/u, {}],
  [
    'kernel-modules',
    system({ atBoot: { ...quietBoot, modules: new Set(['br_netfilter']) } }),
    /overlay is not loaded at the next boot/u,
    {},
  ],
  ['clock', machine({ clockSkew: -90 }), /90 s behind/u, machine({ clockSkew: 3 })],
  [
    'clock',
    system({ container: false, clocks: [] }),
    /No service that keeps the clock/u,
    system({ container: false, clocks: ['chrony'] }),
  ],
  [
    'selinux',
    system({ selinux: 'Enforcing' }),
    /container-selinux is not installed/u,
    system({ selinux: 'Enforcing', hasContainerSelinux: true }),
  ],
  ['immutable-system', system({ immutable: true }), /ostree/u, {}],
  [
    'containerd-shared',
    {},
    /Docker runs its containers in containerd\.service\./u,
    docker({ arguments: ['--containerd=/run/docker/containerd/containerd.sock'] }),
  ],
  [
    'containerd-shared',
    requiring(['containerd.service']),
    /requires it: a restart stops Docker/u,
    requiring([]),
  ],
  [
    'containerd-others',
    survey({ containerd: { others: [{ namespace: 'buildkit', containers: 2, tasks: 1 }] } }),
    /buildkit of containerd has 2 containers, 1 of them running/u,
    survey({ containerd: { others: [{ namespace: 'default', containers: 0, tasks: 0 }] } }),
  ],
  ['docker-images-in-containerd', surveyDocker({ usesContainerdImages: true }), /containerd's store/u, {}],
]

for (const [id, bad, words, good] of cases) {
  test(`${id} finds ${words.source}, and nothing in its twin`, t => {
    t.regex(messages(id, bad).join('\n'), words)
    t.notRegex(messages(id, good).join('\n'), words)
  })
}

test('every check of a node that is not of files has its case', t => {
  const tried = new Set(cases.map(([id]) => id))
  const ofFiles = /^node-docker-/u
  t.deepEqual(
    nodeChecks.map(({ id }) => id).filter(id => !tried.has(id) && !ofFiles.test(id)),
    [],
  )
})

test('checks have ids of their own, and say what, why and where from', t => {
  t.is(new Set(nodeChecks.map(({ id }) => id)).size, nodeChecks.length)
  for (const { id, title, why, fix, reads, sources = [] } of nodeChecks) {
    t.regex(id, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u)
    t.notRegex(title, /\.$/u, id)
    for (const text of [why, fix]) t.regex(text, /\.$/u, id)
    t.true(reads.length > 0, id)
    for (const source of sources) t.regex(source, /^https:\/\//u, id)
  }
})

test('an image that is left behind is graver the more it is needed', t => {
  const image = { id: 'sha256:1', size: 1, tags: ['shop:1'], digests: [] }
  const container = {
    id: '1',
    running: true,
    pod: 'uid',
    podName: 'a/b',
    sandbox: false,
    image: 'shop:1',
    name: 'x',
  }
  const severity = (carry: 'all' | 'used' | 'none', containers: (typeof container)[]) =>
    run('images-only-here', {
      ...docker({ images: [image], containers }),
      settings: { containerd: {}, images: { carry } },
    }).map(found => found.severity)
  t.deepEqual(severity('all', [container]), [undefined])
  t.deepEqual(severity('used', []), ['warning'])
  t.deepEqual(severity('used', [container]), [undefined])
  t.deepEqual(severity('none', [container]), ['blocker'])
})

test('of a container only what it is connected to is told: the rest stands in its manifest', t => {
  const id = '5f'.repeat(32)
  const container = { id, running: true, pod: '', podName: '', sandbox: false, image: 'a', name: 'portainer' }
  const said = (how: 'mount' | 'connected', group: string) =>
    run('docker-socket-process', {
      ...docker({ containers: [container] }),
      ...sockets([{ ...user, how, group }]),
    }).map(({ message }) => message)
  t.deepEqual(said('mount', `/docker/${id}`), [])
  t.deepEqual(said('mount', '/kubepods/besteffort/pod8c0c1a2b-0000-4000-8000-1234567890ab/5f'), [])
  t.regex(
    said('connected', `/docker/${id}`)[0] ?? '',
    /agent \(pid 42, the container portainer\) is connected/u,
  )
  t.regex(said('connected', `/system.slice/docker-${id}.scope`)[0] ?? '', /the container portainer/u)
  t.regex(said('mount', '/../..')[0] ?? '', /^agent \(pid 42\) has/u)
})

test('a process of a pod is told with the name of the pod', t => {
  const group = '/kubepods/burstable/pod8c0c1a2b-0000-4000-8000-1234567890ab/5f'
  const pod = {
    id: '1',
    running: true,
    pod: '8c0c1a2b-0000-4000-8000-1234567890ab',
    podName: 'shop/api',
    sandbox: false,
    image: 'a',
    name: 'x',
  }
  const [found] = run('docker-socket-process', {
    ...docker({ containers: [pod] }),
    ...sockets([{ ...user, group }]),
  })
  t.is(found?.owner, 'Pod shop/api')
})

function run(id: string, changes: Partial<NodeSubject>) {
  const { target: _, ...rest } = changes
  const subject = { ...nodeOnDocker(), ...rest }
  return nodeChecks.filter(check => check.id === id).flatMap(check => check.run(subject))
}

function messages(id: string, changes: Partial<NodeSubject>): string[] {
  return run(id, changes).map(({ message }) => message)
}

function told(lost: ReturnType<Runtime['read']>['lost']): Partial<NodeSubject> {
  const current = required(base.current)
  return { current: { ...current, read: facts => ({ ...current.read(facts), lost }) } }
}

function survey(changes: Partial<Survey>): Partial<NodeSubject> {
  return { survey: { ...base.survey, ...changes } }
}

function surveyDocker(changes: Partial<NonNullable<Survey['docker']>>): Partial<NodeSubject> {
  return survey({ docker: { ...required(base.survey.docker), ...changes } })
}

function system(changes: Partial<Survey['system']>): Partial<NodeSubject> {
  return survey({ system: { ...base.survey.system, ...changes } })
}

function cni(changes: Partial<Survey['cni']>): Partial<NodeSubject> {
  return survey({ cni: { ...base.survey.cni, ...changes } })
}

function sockets(
  users: (typeof user | (Omit<typeof user, 'how'> & { how: 'mount' }))[],
  named = true,
): Partial<NodeSubject> {
  return survey({ sockets: { users, connections: new Map([['/run/docker.sock', 3]]), named } })
}

function requiring(requires: string[]): Partial<NodeSubject> {
  const { observed } = base.facts
  const unit = required(observed.units.get('docker.service'))
  return withFacts({
    observed: { ...observed, units: new Map([...observed.units, ['docker.service', { ...unit, requires }]]) },
  })
}

function disks(
  folder: string,
  disk: { free: number; freeInodes: number | undefined; mountPoint: string },
): Partial<NodeSubject> {
  const images = [{ id: 'sha256:1', size: 1000, tags: ['shop:1'], digests: [] }]
  return {
    ...docker({ images }),
    ...survey({ disk: { ...base.survey.disk, disks: new Map([...base.survey.disk.disks, [folder, disk]]) } }),
  }
}

function withFacts(changes: Partial<Facts>): Partial<NodeSubject> {
  return { facts: { ...base.facts, ...changes } }
}

function docker(changes: Partial<NonNullable<Facts['docker']>>): Partial<NodeSubject> {
  return withFacts({ docker: { ...required(base.facts.docker), ...changes } })
}

function machine(changes: Partial<Facts['host']>): Partial<NodeSubject> {
  return withFacts({ host: { ...base.facts.host, ...changes } })
}

function onDockershim(words: string[]): Partial<NodeSubject> {
  const kubelet: KubeletFacts = {
    ...required(base.facts.kubelet),
    version: '1.23.17',
    endpoint: undefined,
    arguments: words,
  }
  return withFacts({ kubelet })
}

function withConfiguration(content: string): Facts {
  const { observed, kubelet } = base.facts
  const files = new Map([...observed.files, [required(kubelet).configurationFile, { exists: true, content }]])
  return { ...base.facts, observed: { ...observed, files } }
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the fixture lacks it')
  return value
}
