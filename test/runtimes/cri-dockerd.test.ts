import test from 'ava'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import type { CarriedSettings } from '../../scripts/lib/settings/carried.ts'
import { criDockerd } from '../../scripts/lib/runtimes/cri-dockerd.ts'
import { crio } from '../../scripts/lib/runtimes/crio.ts'
import { dockershim } from '../../scripts/lib/runtimes/dockershim.ts'
import type { RuntimeSettings } from '../../scripts/lib/runtimes/runtime.ts'
import { factsOf } from '../support/facts.ts'
import { contextOf, idsOf, textOf } from './support/context.ts'

// A node on CRI-O 1.36.3 with a Docker that is stopped and the packaged units of cri-dockerd; one on dockershim.
const onCrio = factsOf('worker-on-crio')
const onDockershim: Facts = {
  ...factsOf('worker-on-dockershim'),
  dockerd: { version: '20.10.24', tags: [] },
  criDockerd: { version: '0.3.4', program: '/usr/local/bin/cri-dockerd', arguments: [], sockets: [] },
}
const units = '/etc/systemd/system'

test("a package's unit gets a drop-in with the values of the node, and keeps its other flags", t => {
  const changes = criDockerd.configure(contextOf(onCrio, crio, criDockerd))
  t.is(
    textOf(changes, `${units}/cri-docker.service.d/90-refit.conf`),
    `# Written by refit, from templates/cri-docker.service.conf.hbs.
[Service]
ExecStart=
ExecStart=/usr/bin/cri-dockerd --network-plugin=cni --cni-bin-dir=/opt/cni/bin --cni-conf-dir=/etc/cni/net.d --container-runtime-endpoint=fd:// --pod-infra-container-image=registry.k8s.io/pause:3.10.1
`,
  )
  t.is(textOf(changes, `${units}/cri-docker.socket.d/90-refit.conf`), undefined)
  t.is(criDockerd.kubelet(contextOf(onCrio, crio, criDockerd)).endpoint, 'unix:///var/run/cri-dockerd.sock')
})

test('a socket of the operator is where its unit listens and kubelet calls', t => {
  const settings = { criDockerd: { socket: '/var/run/own/cri.sock' } }
  const context = contextOf(onCrio, crio, criDockerd, settings)
  t.regex(
    textOf(criDockerd.configure(context), `${units}/cri-docker.socket.d/90-refit.conf`) ?? '',
    /^ListenStream=\nListenStream=\/run\/own\/cri\.sock$/mu,
  )
  t.is(criDockerd.kubelet(context).endpoint, 'unix:///var/run/own/cri.sock')
})

test('a kubelet on a socket that the unit of cri-dockerd listens on is on cri-dockerd', t => {
  const kubelet = {
    ...(onCrio.kubelet as NonNullable<Facts['kubelet']>),
    endpoint: 'unix:///var/run/own/cri.sock',
  }
  const installed = onCrio.criDockerd as NonNullable<Facts['criDockerd']>
  t.false(criDockerd.isUsedBy({ ...onCrio, kubelet }))
  t.true(
    criDockerd.isUsedBy({ ...onCrio, kubelet, criDockerd: { ...installed, sockets: ['/run/own/cri.sock'] } }),
  )
})

test('a node without units gets both, with the flags that kubelet had for dockershim', t => {
  const kubelet = {
    ...(onDockershim.kubelet as NonNullable<Facts['kubelet']>),
    arguments: ['--network-plugin=cni', '--cni-bin-dir=/k/bin', '--image-pull-progress-deadline=5m'],
  }
  const changes = criDockerd.configure(contextOf({ ...onDockershim, kubelet }, dockershim, criDockerd))
  t.regex(
    textOf(changes, `${units}/cri-docker.service`) ?? '',
    /^ExecStart=\/usr\/local\/bin\/cri-dockerd --network-plugin=cni --cni-bin-dir=\/k\/bin .*--image-pull-progress-deadline=5m /mu,
  )
  t.regex(textOf(changes, `${units}/cri-docker.socket`) ?? '', /^ListenStream=\/run\/cri-dockerd\.sock$/mu)
})

test('a word that systemd would take apart is quoted', t => {
  const settings = { criDockerd: { cniBinDir: '/a b/%i' } }
  const text = textOf(
    criDockerd.configure(contextOf(onCrio, crio, criDockerd, settings)),
    `${units}/cri-docker.service.d/90-refit.conf`,
  )
  t.regex(text ?? '', / "--cni-bin-dir=\/a b\/%%i" /u)
})

test('a Docker that is stopped is told and started before images are carried into it', t => {
  const steps = criDockerd.prepare(contextOf(onCrio, crio, criDockerd))
  t.true(steps.every(({ phase }) => phase === 'prepare'))
  const names = steps.flatMap(one =>
    one.type === 'unit' ? [one.unit] : one.type === 'command' ? [one.title] : [],
  )
  t.deepEqual(names, ['docker.socket', 'docker.service'])
})

test('from dockershim Docker is neither told anything nor stopped', t => {
  const context = contextOf(onDockershim, dockershim, criDockerd)
  const left = dockershim.leave(context).map(one => ('unit' in one ? one.unit : one.type))
  t.deepEqual(left, ['command'])
  t.is(textOf(criDockerd.configure(context), '/etc/docker/daemon.json'), undefined)
  t.deepEqual(
    criDockerd.stop(context).filter(({ type }) => type === 'command'),
    [],
  )
})

const versions: [version: string, given: string[], gates: string | undefined][] = [
  ['1.35.9', [], undefined],
  ['1.36.0', [], 'ExtendWebSocketsToKubelet=false'],
  [
    '1.36.3',
    ['--feature-gates=A=true,ExtendWebSocketsToKubelet=true'],
    'A=true,ExtendWebSocketsToKubelet=false',
  ],
]

for (const [version, given, gates] of versions) {
  test(`kubelet ${version} with ${given.join() || 'no gates'} gets ${gates ?? 'none'}`, t => {
    const kubelet = { ...(onCrio.kubelet as NonNullable<Facts['kubelet']>), version, arguments: given }
    const context = contextOf({ ...onCrio, kubelet }, crio, criDockerd)
    t.is(criDockerd.kubelet(context).flags['feature-gates'], gates)
    t.is(idsOf(criDockerd.gate(context), 'warning').includes('cri-dockerd-streaming'), gates !== undefined)
  })
}

test('kubelet rotates logs at twice the size at which Docker does, and not before', t => {
  const context = contextOf(onDockershim, dockershim, criDockerd)
  const wiring = (logs?: CarriedSettings['logs']) =>
    criDockerd.kubelet({ ...context, carried: { ...context.carried, ...(logs && { logs }) } }).configuration
  t.deepEqual(wiring({ value: { size: 10_000_000 }, source: 'x' }), { containerLogMaxSize: '20000k' })
})

const blockers: [title: string, change: Partial<Facts>, id: string][] = [
  ['no cri-dockerd', { criDockerd: undefined }, 'cri-dockerd-missing'],
  ['no Docker', { dockerd: undefined, docker: undefined }, 'docker-missing'],
  ['no CNI plugins', { cniPlugins: undefined }, 'cni-plugins-missing'],
  [
    'another cgroup driver than kubelet has',
    { kubelet: { ...(onCrio.kubelet as NonNullable<Facts['kubelet']>), cgroupDriver: 'systemd' } },
    'cgroup-driver',
  ],
]

for (const [title, change, id] of blockers) {
  test(`${title} is a blocker`, t => {
    t.deepEqual(idsOf(criDockerd.gate(contextOf({ ...onCrio, ...change }, crio, criDockerd)), 'blocker'), [
      id,
    ])
  })
}

test('a node on CRI-O, and one on dockershim, have no blocker', t => {
  t.deepEqual(idsOf(criDockerd.gate(contextOf(onCrio, crio, criDockerd)), 'blocker'), [])
  t.deepEqual(idsOf(criDockerd.gate(contextOf(onDockershim, dockershim, criDockerd)), 'blocker'), [])
})

test('dockershim is refused from Kubernetes 1.24 on, with the reason', t => {
  const [first] = dockershim.gate(contextOf(onCrio, crio, dockershim))
  t.like(first, { severity: 'blocker', id: 'dockershim-gone' })
  t.regex(first?.message ?? '', /kubelet 1\.34\.1 .* removed in Kubernetes 1\.24/u)
})

test('kubelet gets the flags of dockershim back, and nothing that points elsewhere', t => {
  const settings: Partial<RuntimeSettings> = { criDockerd: { cniBinDir: '/usr/lib/cni' } }
  const wiring = dockershim.kubelet(contextOf(onDockershim, criDockerd, dockershim, settings))
  t.is(wiring.endpoint, undefined)
  t.deepEqual(wiring.flags, {
    'network-plugin': 'cni',
    'cni-bin-dir': '/usr/lib/cni',
    'cni-conf-dir': '/etc/cni/net.d',
    'pod-infra-container-image': 'registry.k8s.io/pause:3.6',
  })
})

test('Docker that runs and does not tell its containers is not left', t => {
  const docker = onDockershim.docker as NonNullable<Facts['docker']>
  const leaving = (facts: Facts) =>
    idsOf(dockershim.leaving?.(contextOf(facts, dockershim, crio)) ?? [], 'blocker')
  t.deepEqual(leaving({ ...onDockershim, docker: undefined }), ['docker-unreadable'])
  t.deepEqual(leaving({ ...onDockershim, docker: { ...docker, containers: [], problems: ['x'] } }), [
    'docker-unreadable',
  ])
  t.deepEqual(leaving(onDockershim), [])
})
