import test from 'ava'
import type { DockerFacts } from '../../scripts/lib/facts/docker.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import { dockershim } from '../../scripts/lib/runtimes/dockershim.ts'
import { renderer } from '../../scripts/lib/plan/render.ts'
import type { RuntimeContext, RuntimeSettings } from '../../scripts/lib/runtimes/runtime.ts'
import { factsOf } from '../support/facts.ts'

const worker = factsOf('worker-on-dockershim')

test('the configuration turns CRI on, with the sandbox image and the CNI folder that the node has', t => {
  t.snapshot(configuration(worker))
})

test('the cgroup driver follows kubelet', t => {
  const kubelet = { ...(worker.kubelet as NonNullable<Facts['kubelet']>), cgroupDriver: 'systemd' }
  t.regex(configuration({ ...worker, kubelet }), /SystemdCgroup = true/u)
})

test('what the inventory says wins over what the node has', t => {
  const settings = { sandboxImage: 'example.com/pause:9', cniBinDir: '/x', root: '/data' }
  const text = configuration(worker, settings)
  t.regex(text, /sandbox_image = "example\.com\/pause:9"/u)
  t.regex(text, /bin_dir = "\/x"/u)
  t.regex(text, /^root = "\/data"/mu)
})

test('a value with quotes and line breaks stays one TOML string', t => {
  t.regex(configuration(worker, { root: '/a"\nb' }), /^root = "\/a\\"\\nb"$/mu)
})

test('an insecure registry is asked over HTTPS with any certificate first, and over HTTP next', t => {
  const file = containerd
    .configure(contextOf(worker))
    .find(one => 'path' in one && one.path.endsWith('hosts.toml'))
  t.like(file, {
    path: '/etc/containerd/certs.d/198.18.0.1:5000/hosts.toml',
    reasons: ['insecure-registries of /etc/docker/daemon.json'],
    content: `server = "http://198.18.0.1:5000"

[host."https://198.18.0.1:5000"]
  capabilities = ["pull", "resolve", "push"]
  skip_verify = true

[host."http://198.18.0.1:5000"]
  capabilities = ["pull", "resolve", "push"]
`,
  })
})

const mirrors: [title: string, mirror: string, hosts: string[]][] = [
  ['over HTTP is asked over HTTP only', 'http://m.example', ['http://m.example']],
  ['over HTTPS is asked over HTTPS only', 'https://m.example/', ['https://m.example']],
  [
    'that is insecure too is asked as an insecure registry is',
    'https://in.example:5000/hub',
    ['https://in.example:5000/hub skip_verify', 'http://in.example:5000/hub'],
  ],
]

for (const [title, mirror, hosts] of mirrors) {
  test(`a mirror ${title}`, t => {
    const facts = withDaemon({ 'registry-mirrors': [mirror], 'insecure-registries': ['in.example:5000'] })
    const file = containerd
      .configure(contextOf(facts))
      .find(one => 'path' in one && one.path.includes('docker.io'))
    const text = file?.type === 'file' ? file.content : ''
    const found = text.split('[host."').slice(1)
    t.deepEqual(
      found.map(part => part.split('"')[0] + (part.includes('skip_verify') ? ' skip_verify' : '')),
      hosts,
    )
  })
}

test('containerd 1.4, which reads no hosts.toml, is told of registries in its own file', t => {
  const docker = { 'registry-mirrors': ['https://m.example'], 'insecure-registries': ['in.example:5000'] }
  const facts = withDaemon(docker)
  facts.observed.files.set('/etc/docker/certs.d/own.example/ca.crt', { exists: true, content: 'PEM\n' })
  const old = { ...(facts.containerd as NonNullable<Facts['containerd']>), version: '1.4.13' }
  const changes = containerd.configure(contextOf({ ...facts, containerd: old }))
  const paths = changes.flatMap(one => ('path' in one ? [one.path] : []))
  t.deepEqual(
    paths.filter(path => path.includes('certs.d')),
    ['/etc/containerd/certs.d/own.example/ca.crt'],
  )
  const text = configuration({ ...facts, containerd: old })
  t.snapshot(text.slice(text.indexOf('runtimes."runc"')))
})

const blockers: [title: string, change: (facts: Facts) => Facts, id: string][] = [
  ['no containerd', facts => ({ ...facts, containerd: undefined }), 'containerd-missing'],
  ['no CNI plugins', facts => ({ ...facts, cniPlugins: undefined }), 'cni-plugins-missing'],
  ['no CNI configuration', facts => ({ ...facts, cniConfigurations: [] }), 'cni-configuration-missing'],
  [
    'no room for the images',
    facts => ({
      ...facts,
      host: { ...facts.host, freeSpace: new Map([['/var/lib/containerd', 1_000_000]]) },
    }),
    'disk-space',
  ],
  [
    'a containerd without CRI v1 under a kubelet that needs it',
    facts => ({
      ...facts,
      containerd: { ...(facts.containerd as NonNullable<Facts['containerd']>), version: '1.4.13' },
      kubelet: { ...(facts.kubelet as NonNullable<Facts['kubelet']>), version: '1.26.0' },
    }),
    'containerd-too-old',
  ],
]

for (const [title, change, id] of blockers) {
  test(`${title} is a blocker`, t => {
    t.deepEqual(blockersOf(change(worker)), [id])
  })
}

test('containerd keeps the root that its present configuration names', t => {
  const facts = withFile('/etc/containerd/config.toml', 'version = 2\nroot = "/data"\n[x]\nroot = "/other"\n')
  t.regex(configuration(facts), /^root = "\/data"/mu)
  t.regex(
    configuration(withFile('/etc/containerd/config.toml', '[x]\nroot = "/other"\n')),
    /^root = "\/var\/lib/mu,
  )
})

test('another root than the present one is a blocker while images are to be carried', t => {
  const ids = (facts: Facts) => blockersOf(facts, { root: '/data' })
  t.deepEqual(ids(worker), ['containerd-root'])
  t.deepEqual(ids(withFile('/etc/containerd/config.toml', 'root = "/data"\n')), [])
  t.deepEqual(ids({ ...worker, docker: { ...(worker.docker as DockerFacts), images: [] } }), [])
})

test("the CNI folders are those of kubelet's flags, unless the inventory names others", t => {
  const kubelet = {
    ...(worker.kubelet as NonNullable<Facts['kubelet']>),
    arguments: ['--cni-bin-dir=/k/bin,/z', '--cni-conf-dir', '/k/conf'],
  }
  const facts = { ...worker, kubelet, cniPlugins: undefined, cniConfigurations: [] }
  t.regex(configuration(facts), /bin_dir = "\/k\/bin"\n.*conf_dir = "\/k\/conf"/u)
  t.deepEqual(blockersOf(facts), [])
  const settings = { cniBinDir: '/i/bin', cniConfDir: '/i/conf' }
  t.regex(configuration(facts, settings), /bin_dir = "\/i\/bin"\n.*conf_dir = "\/i\/conf"/u)
})

test('what the inventory says of the CNI folders clears their blockers', t => {
  const facts = { ...worker, cniPlugins: undefined, cniConfigurations: [] }
  t.deepEqual(blockersOf(facts, { cniBinDir: '/x' }), ['cni-configuration-missing'])
  t.deepEqual(blockersOf(facts, { cniBinDir: '/x', cniConfDir: '/y' }), [])
})

test('a worker as it is has no blocker', t => {
  t.deepEqual(blockersOf(worker), [])
})

function configuration(facts: Facts, settings: RuntimeSettings['containerd'] = {}): string {
  const [first] = containerd.configure(contextOf(facts, settings))
  return first?.type === 'file' ? first.content : ''
}

function blockersOf(facts: Facts, settings: RuntimeSettings['containerd'] = {}): string[] {
  const notes = containerd.gate(contextOf(facts, settings))
  return notes.flatMap(({ severity, id }) => (severity === 'blocker' ? [id] : []))
}

function contextOf(facts: Facts, settings: RuntimeSettings['containerd'] = {}): RuntimeContext {
  return {
    facts,
    settings: { containerd: settings, images: { carry: 'all' } },
    current: dockershim,
    target: containerd,
    version: undefined,
    carried: dockershim.read(facts),
    render: renderer(undefined),
  }
}

function withDaemon(daemon: object): Facts {
  return withFile('/etc/docker/daemon.json', JSON.stringify(daemon))
}

function withFile(path: string, content: string): Facts {
  const files = new Map(worker.observed.files).set(path, { exists: true, content })
  return { ...worker, observed: { ...worker.observed, files } }
}
