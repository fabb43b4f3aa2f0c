import { readFileSync } from 'node:fs'
import test from 'ava'
import { z } from 'zod'
import { parseContainerd } from '../../scripts/lib/facts/containerd.ts'
import type { ContainerdFacts } from '../../scripts/lib/facts/containerd.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { change } from '../../scripts/lib/plan/change.ts'
import type { ChangeInput } from '../../scripts/lib/plan/change.ts'
import { makeItems } from '../../scripts/lib/plan/make.ts'
import { renderer } from '../../scripts/lib/plan/render.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import type { Install } from '../../scripts/lib/runtimes/install.ts'
import type { RuntimeContext } from '../../scripts/lib/runtimes/runtime.ts'
import { factsOf } from '../support/facts.ts'

const file = '/etc/containerd/config.toml'
const operators = readFileSync(new URL('fixtures/containerd-1.7-operator.toml', import.meta.url), 'utf8')
const archive = { archive: '/a/c.tar.gz', sha256: 'ab'.repeat(32), version: '2.4.2' }

test('from 1.7 to 2.4: unpacked and read beforehand, then a restart, and nobody stops kubelet', t => {
  t.deepEqual(plan(contextOf(node())), [
    'prepare install containerd 2.4.2 into /opt/refit/containerd-2.4.2',
    'prepare run containerd 2.4.2 reads its new configuration',
    'switch create /etc/systemd/system/containerd.service.d/90-refit-program.conf',
    'switch update /etc/containerd/config.toml',
    'switch create /etc/containerd/certs.d/docker.io/hosts.toml',
    'switch create /var/lib/kubelet/config.json',
    'switch restart containerd.service',
    'switch run containerd 2.4.2 answers over CRI',
  ])
})

test('a package comes in the switch, and reads the configuration there', t => {
  const context = contextOf(node(), {
    install: { package: 'containerd', version: '2.1.9-1' },
    version: '2.1',
  })
  t.deepEqual(plan(context).slice(0, 3), [
    'switch install containerd 2.1.9-1',
    'switch run containerd 2.1.9 reads its new configuration',
    'switch update /etc/containerd/config.toml',
  ])
})

test('the program is told of the flags that the unit gave the old one', t => {
  const facts = node({ program: '/usr/bin/containerd', arguments: ['--log-level', 'a "b" %c $d'] })
  const dropIn = containerd
    .inPlace?.(contextOf(facts))
    .find(one => 'path' in one && one.path.endsWith('program.conf'))
  t.regex(
    contentOf(dropIn),
    /^ExecStart=\/opt\/refit\/containerd-2\.4\.2\/bin\/containerd --log-level "a \\"b\\" %%c \$\$d"$/mu,
  )
})

test('the program of the package is the way back from an archive, where it is what was asked for', t => {
  const dropIn = '/etc/systemd/system/containerd.service.d/90-refit-program.conf'
  const facts = node(
    { version: '2.4.2', versionInPath: '2.2.0', program: '/opt/refit/containerd-2.4.2/bin/containerd' },
    'version = 3\n',
  )
  facts.observed.files.set(dropIn, { exists: true, content: '' })
  t.deepEqual(plan(contextOf(facts, { version: '2.2' })), [
    'prepare run containerd 2.2.0 reads its new configuration',
    `switch delete ${dropIn}`,
    'switch restart containerd.service',
    'switch run containerd 2.2.0 answers over CRI',
  ])
})

test('a file that is taken in is converted as well, and read as the main one is', t => {
  const facts = node()
  const path = '/etc/containerd/conf.d/10-cdi.toml'
  const content = '[plugins."io.containerd.grpc.v1.cri"]\ncdi_spec_dirs = ["/x"]\n'
  facts.observed.files.set(path, { exists: true, content, mode: '0600', owner: 'root', group: 'adm' })
  const changes = containerd.inPlace?.(contextOf(facts)) ?? []
  t.like(
    changes.find(one => 'path' in one && one.path === path),
    { mode: '0600', group: 'adm' },
  )
  t.regex(
    contentOf(changes.find(one => 'path' in one && one.path === path)),
    /cri\.v1\.runtime"\]\ncdi_spec_dirs/u,
  )
  const check = changes.find(
    one => one.type === 'command' && one.title.endsWith('reads its new configuration'),
  )
  t.regex(
    check?.type === 'command' ? check.script : '',
    /imports = \[ "\/var\/lib\/refit\/check\/import-10-cdi\.toml" \]/u,
  )
})

test('a node without a configuration gets one that pins the image of the pods that it runs', t => {
  const facts = node({ sandboxImage: 'registry.example.com/pause:3.8' }, null)
  const written = containerd.inPlace?.(contextOf(facts)).find(one => 'path' in one && one.path === file)
  t.regex(
    contentOf(written),
    /^version = 4\n[^]*pinned_images\]\nsandbox = "registry\.example\.com\/pause:3\.8"/mu,
  )
})

test('Docker that requires containerd is back after an undo', t => {
  const changes = containerd.inPlace?.(contextOf(dockerBeside(node()))) ?? []
  t.true(changes.some(one => one.type === 'command' && one.undo.includes('systemctl start docker.service')))
})

const blockers: [title: string, context: () => RuntimeContext, id: string][] = [
  ['a configuration that is no TOML', () => contextOf(node({}, 'version = = 2')), 'containerd-configuration'],
  [
    'a configuration of 2.x under a containerd that is to be of 1.x',
    () => contextOf(node({ version: '2.4.2', versionInPath: '1.7.24' }, 'version = 3\n'), { version: '1.7' }),
    'containerd-configuration',
  ],
  ['nothing that brings it', () => contextOf(node(), { install: undefined }), 'containerd-version'],
  ['another version than was asked for', () => contextOf(node(), { version: '2.2' }), 'containerd-version'],
  [
    'a package without a version over another one',
    () => contextOf(node(), { install: { package: 'containerd' } }),
    'containerd-version',
  ],
  [
    'a shim that 2.x cannot talk to',
    () => contextOf(node({ shims: ['io.containerd.runc.v1'] })),
    'removed-shim',
  ],
  [
    'the aufs snapshotter',
    () => contextOf(node({ deprecations: new Map([['aufs-snapshotter', 'gone']]) })),
    'removed-snapshotter',
  ],
  ['containers of others that Docker would end', () => contextOf(dockerBeside(node())), 'docker-restarts'],
]

for (const [title, context, id] of blockers) {
  test(`${title} stands in the way`, t => {
    const found = containerd.gate(context()).filter(({ severity }) => severity === 'blocker')
    t.deepEqual(
      found.map(note => note.id),
      [id],
    )
  })
}

test('what is lost, what 2.x no longer pulls, and what a way back costs, are said', t => {
  const facts = node({
    schema1: ['old:1'],
    deprecations: new Map([
      ['x', 'y'],
      ['cri-registry-mirrors', 'z'],
    ]),
  })
  const notes = containerd.gate(contextOf(facts)).map(({ id, message }) => `${id}: ${message}`)
  const starts = [
    'setting-lost: plugin_dir',
    'setting-lost: io.containerd.runtime.v2.task sched_core',
    'setting-lost: disable_cgroup',
    'setting-lost: containerd.no_pivot',
    'schema-1-images: 1 images',
    'deprecation: containerd says of x: y',
    'containerd-2: ',
    'rollback-cost: No pod restarts.',
  ]
  t.is(notes.length, starts.length, notes.join('\n'))
  for (const [index, start] of starts.entries()) t.true(notes[index]?.startsWith(start), notes[index])
})

function plan(context: RuntimeContext): string[] {
  const changes = z.array(change).parse(containerd.inPlace?.(context))
  const sized = changes.map(one => (one.type === 'artifact' ? { ...one, size: 28_000_000 } : one))
  const { observed } = context.facts
  return makeItems(sized, { ...observed, packages: new Map([['containerd', '1.7.24']]) }).map(
    ({ phase, action, subject }) => `${phase} ${action} ${subject}`,
  )
}

/** A node on containerd 1.7.24, with the configuration of an operator. */
function node(about: Partial<ContainerdFacts> = {}, configuration: string | null = operators): Facts {
  const worker = factsOf('worker-on-cri-dockerd')
  const there = parseContainerd(
    new Map([['containerd-version', { code: 0, body: 'containerd c 1.7.24~ds1' }]]),
  )
  if (there === undefined || worker.kubelet === undefined) throw new Error('the fixtures have both')
  const files = new Map(worker.observed.files)
  files.set(file, configuration === null ? { exists: false } : { exists: true, content: configuration })
  const units = new Map(worker.observed.units)
  units.set('containerd.service', unit(true, []))
  units.set('docker.service', unit(false, []))
  return {
    ...worker,
    docker: undefined,
    programs: new Map([['runc', '/usr/sbin/runc']]),
    kubelet: { ...worker.kubelet, endpoint: containerd.socket },
    containerd: { ...there, ...about },
    observed: {
      ...worker.observed,
      files,
      units,
      trees: new Set(['/etc/containerd', '/etc/systemd', '/opt', '/var']),
    },
  }
}

function unit(active: boolean, requires: string[]) {
  return {
    exists: true,
    active,
    enabled: 'enabled',
    fragment: '/usr/lib/systemd/system/x',
    dropIns: [],
    requires,
  }
}

function dockerBeside(facts: Facts): Facts {
  const { docker } = factsOf('worker-on-cri-dockerd')
  if (docker === undefined) throw new Error('the fixture has Docker')
  const other = { id: 'a', running: true, pod: '', podName: '', sandbox: false, image: 'b', name: 'web_1' }
  const units = new Map(facts.observed.units).set('docker.service', unit(true, ['containerd.service']))
  return {
    ...facts,
    docker: { ...docker, liveRestore: false, containers: [other] },
    observed: { ...facts.observed, units },
  }
}

function contextOf(
  facts: Facts,
  { version = '2.4', ...about }: { version?: string; install?: Install | undefined } = {},
): RuntimeContext {
  const install = 'install' in about ? about.install : archive
  return {
    facts,
    settings: { containerd: { install }, images: { carry: 'all' } },
    current: containerd,
    target: containerd,
    version,
    carried: containerd.read(facts),
    render: renderer(undefined),
  }
}

function contentOf(one: ChangeInput | undefined): string {
  return one?.type === 'file' ? one.content : ''
}
