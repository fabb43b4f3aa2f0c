import test from 'ava'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import { criDockerd } from '../../scripts/lib/runtimes/cri-dockerd.ts'
import { crio } from '../../scripts/lib/runtimes/crio.ts'
import type { RuntimeSettings } from '../../scripts/lib/runtimes/runtime.ts'
import { factsOf } from '../support/facts.ts'
import { contextOf, idsOf, textOf } from './support/context.ts'

// Captured on Debian 13 with kubelet 1.34.1: once on cri-dockerd, and once taken to CRI-O 1.36.3.
const onCrio = factsOf('worker-on-crio')
const { crio: installed, programs } = onCrio
if (installed === undefined) throw new Error('the fixture has no CRI-O')
const worker: Facts = { ...factsOf('worker-on-cri-dockerd'), crio: installed, programs }
const dropIn = '/etc/crio/crio.conf.d/90-refit.conf'

test('the drop-in has the cgroup driver, the sandbox image, the CNI folders and the runc of the node', t => {
  t.snapshot(configuration(worker))
})

test('a node that runs CRI-O is known by its socket, with its version, its images and what runs in it', t => {
  t.true(crio.isUsedBy(onCrio))
  t.false(crio.isUsedBy(worker))
  t.is(crio.describe(onCrio), 'CRI-O 1.36.3')
  t.is(onCrio.crio?.tasks.length, 3)
  const images = crio.store.images(onCrio)
  t.like(
    images.find(({ name }) => name === 'docker.io/lab/local-only:1'),
    { used: true },
  )
  t.true(images.every(({ size }) => size > 100_000))
})

test('systemd as the cgroup driver gives conmon a slice', t => {
  const kubelet = { ...(worker.kubelet as NonNullable<Facts['kubelet']>), cgroupDriver: 'systemd' }
  t.regex(
    configuration({ ...worker, kubelet }),
    /cgroup_manager = "systemd"\nconmon_cgroup = "system.slice"/u,
  )
})

test('what the inventory says wins', t => {
  const text = configuration(worker, {
    crio: {
      sandboxImage: 'example.com/pause:9',
      cniBinDir: '/x',
      cniConfDir: '/y',
      capabilities: ['CHOWN', 'NET_RAW'],
    },
  })
  t.regex(text, /pause_image = "example\.com\/pause:9"/u)
  t.regex(text, /network_dir = "\/y"\nplugin_dirs = \["\/x"\]/u)
  t.regex(text, /default_capabilities = \["CHOWN", "NET_RAW"\]/u)
})

test('where there is no runc CRI-O keeps the runtime of its own choice', t => {
  const facts = { ...worker, crio: { ...installed, configuration: configured({}) }, programs: new Map() }
  t.notRegex(configuration(facts), /default_runtime|runtimes\./u)
})

test('a conmon that only the configuration names is named for runc, too', t => {
  const named = { crun: { path: '/p/crun', monitor: '/p/conmon' } }
  const facts = {
    ...worker,
    crio: { ...installed, configuration: configured(named) },
    programs: new Map([['runc', '/usr/sbin/runc']]),
  }
  t.regex(
    configuration(facts),
    /runtimes\."runc"\]\nruntime_path = "\/usr\/sbin\/runc"\nruntime_type = "oci"\nmonitor_path = "\/p\/conmon"/u,
  )
})

test('a handler that was carried over is a table of its own; one without a program is said to be lost', t => {
  const context = contextOf(worker, criDockerd, crio)
  const source = 'runtimes of /etc/docker/daemon.json'
  const handlers = [
    { value: { name: 'runsc', path: '/usr/bin/runsc' }, source },
    { value: { name: 'kata', shim: 'io.containerd.kata.v2' }, source },
  ]
  const carried = { ...context.carried, handlers, defaultHandler: { value: 'runsc', source } }
  const text = textOf(crio.configure({ ...context, carried }), dropIn) ?? ''
  t.regex(text, /default_runtime = "runsc"/u)
  t.regex(text, /runtimes\."runsc"\]\nruntime_path = "\/usr\/bin\/runsc"/u)
  t.true(idsOf(crio.gate({ ...context, carried }), 'warning').includes('handler-lost'))
})

test('the new configuration is read by CRI-O itself before anything is stopped', t => {
  const check = crio.prepare(contextOf(worker, criDockerd, crio)).at(-1)
  t.like(check, { type: 'command', phase: 'prepare', title: 'CRI-O reads its new configuration' })
})

test('a policy is written only where there is none', t => {
  const paths = (facts: Facts) =>
    crio.prepare(contextOf(facts, criDockerd, crio)).flatMap(one => (one.type === 'file' ? [one.path] : []))
  t.deepEqual(paths(worker), ['/etc/containers/policy.json'])
  t.deepEqual(paths(withFile('/etc/containers/policy.json', '{}')), [])
})

const blockers: [title: string, change: Partial<Facts>, id: string][] = [
  ['no CRI-O', { crio: undefined }, 'crio-missing'],
  ['no crictl', { hasCrictl: false }, 'crictl-missing'],
  [
    'a configuration that cannot be read',
    { crio: { ...installed, configuration: undefined } },
    'crio-configuration',
  ],
  ['a CRI-O without CRI v1', { crio: { ...installed, version: '1.22.0' } }, 'crio-too-old'],
  ['no CNI plugins', { cniPlugins: undefined }, 'cni-plugins-missing'],
  ['no CNI configuration', { cniConfigurations: [] }, 'cni-configuration-missing'],
  ['a store that skopeo does not know', { crio: { ...installed, root: '/data' } }, 'crio-root'],
  ['no skopeo', { programs: without('skopeo') }, 'skopeo-missing'],
  [
    'no conmon',
    {
      programs: without('conmon'),
      crio: { ...installed, configuration: configured({ runc: { path: '', monitor: '' } }) },
    },
    'conmon-missing',
  ],
  [
    'no room for the images',
    { host: { ...worker.host, freeSpace: new Map([['/var/lib/containers', 1_000_000]]) } },
    'disk-space',
  ],
]

for (const [title, change, id] of blockers) {
  test(`${title} is a blocker`, t => {
    t.deepEqual(idsOf(crio.gate(contextOf({ ...worker, ...change }, criDockerd, crio)), 'blocker'), [id])
  })
}

test('a worker as it is has no blocker, and is told of the versions and the capabilities', t => {
  const notes = crio.gate(contextOf(worker, criDockerd, crio))
  t.deepEqual(idsOf(notes, 'blocker'), [])
  t.deepEqual(idsOf(notes, 'warning'), ['crio-version-skew', 'crio-capabilities'])
})

test('another version than the one that was asked for is a blocker', t => {
  const context = contextOf(worker, criDockerd, crio)
  t.deepEqual(idsOf(crio.gate({ ...context, version: '1.36' }), 'blocker'), [])
  t.deepEqual(idsOf(crio.gate({ ...context, version: '1.3' }), 'blocker'), ['crio-version'])
})

test('without crictl a node is not taken off CRI-O', t => {
  const leaving = (facts: Facts) => crio.leaving?.(contextOf(facts, crio, containerd)) ?? []
  t.deepEqual(idsOf(leaving({ ...onCrio, hasCrictl: false }), 'blocker'), ['crictl-missing'])
  t.deepEqual(leaving(onCrio), [])
})

function configuration(facts: Facts, settings: Partial<RuntimeSettings> = {}): string {
  return textOf(crio.configure(contextOf(facts, criDockerd, crio, settings)), dropIn) ?? ''
}

function configured(runtimes: Record<string, { path: string; monitor: string }>) {
  return { defaultRuntime: 'crun', monitor: '', runtimes: new Map(Object.entries(runtimes)) }
}

function without(name: string): Map<string, string> {
  return new Map([...programs].filter(([one]) => one !== name))
}

function withFile(path: string, content: string): Facts {
  const files = new Map(worker.observed.files).set(path, { exists: true, content })
  return { ...worker, observed: { ...worker.observed, files } }
}
