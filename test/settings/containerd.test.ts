import test from 'ava'
import { registryNamed } from '../../scripts/lib/settings/carried.ts'
import { readContainerd } from '../../scripts/lib/settings/containerd.ts'
import { namedSettings } from '../../scripts/lib/settings/targets.ts'
import { nodeWith } from './support/facts.ts'
import { told } from './support/told.ts'

const config = '/etc/containerd/config.toml'
const read = (files: Record<string, string>) => readContainerd(nodeWith(files))
const registry = (host: string, more: object) => ({ ...registryNamed(host), ...more })

test('a node without a configuration says nothing', t => {
  t.deepEqual(told(read({})), {})
})

const versions: [title: string, text: string][] = [
  [
    'version 1',
    '[plugins.cri]\nenable_selinux = true\nmax_concurrent_downloads = 9\n[plugins.cri.containerd]\ndefault_runtime_name = "kata"\n[plugins.cri.containerd.runtimes.kata]\nruntime_type = "io.containerd.kata.v2"\n',
  ],
  [
    'version 2',
    'version = 2\n[plugins."io.containerd.grpc.v1.cri"]\nenable_selinux = true\nmax_concurrent_downloads = 9\n[plugins."io.containerd.grpc.v1.cri".containerd]\ndefault_runtime_name = "kata"\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]\nruntime_type = "io.containerd.kata.v2"\n',
  ],
  [
    'version 3',
    "version = 3\n[plugins.'io.containerd.cri.v1.images']\nmax_concurrent_downloads = 9\n[plugins.'io.containerd.cri.v1.runtime']\nenable_selinux = true\n[plugins.'io.containerd.cri.v1.runtime'.containerd]\ndefault_runtime_name = 'kata'\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata]\nruntime_type = 'io.containerd.kata.v2'\n",
  ],
]

for (const [title, text] of versions)
  test(`a configuration of ${title} is read at its places`, t => {
    t.deepEqual(told(read({ [config]: text })), {
      concurrentDownloads: 9,
      selinux: true,
      defaultHandler: 'kata',
      handlers: [{ name: 'kata', shim: 'io.containerd.kata.v2' }],
    })
  })

test('what is imported counts, and wins', t => {
  const cri = (line: string) => `version = 2\n[plugins."io.containerd.grpc.v1.cri"]\n${line}\n`
  const files = {
    [config]: `imports = ["conf.d/*.toml"]\n${cri('max_concurrent_downloads = 9')}`,
    '/etc/containerd/conf.d/a.toml': cri('max_concurrent_downloads = 5'),
    '/etc/containerd/conf.d/b.txt': cri('max_concurrent_downloads = 6'),
  }
  t.deepEqual(read(files).concurrentDownloads, {
    value: 5,
    source: 'max_concurrent_downloads of /etc/containerd/conf.d/a.toml',
  })
})

test('a handler of runc has its program, and limits are those of its base', t => {
  const files = {
    [config]: `version = 2
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
base_runtime_spec = "/etc/containerd/base.json"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia.options]
BinaryName = "/usr/bin/nvidia-container-runtime"
`,
    '/etc/containerd/base.json': JSON.stringify({
      process: {
        rlimits: [
          { type: 'RLIMIT_NOFILE', soft: 1024, hard: 4096 },
          { type: 'RLIMIT_CORE', soft: 2 ** 64, hard: 2 ** 64 },
        ],
      },
    }),
  }
  t.deepEqual(told(read(files)), {
    handlers: [{ name: 'nvidia', path: '/usr/bin/nvidia-container-runtime' }],
    ulimits: [
      { name: 'nofile', soft: 1024, hard: 4096 },
      { name: 'core', soft: -1, hard: -1 },
    ],
  })
})

test('the tables of 1.x for registries are read, with certificates and logins', t => {
  const files = {
    [config]: `version = 2
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]
endpoint = ["https://m.example/", "https://registry-1.docker.io"]
[plugins."io.containerd.grpc.v1.cri".registry.mirrors."r:5000"]
endpoint = ["http://r:5000"]
[plugins."io.containerd.grpc.v1.cri".registry.configs."s.example".tls]
ca_file = "/certs/s.crt"
[plugins."io.containerd.grpc.v1.cri".registry.configs."s.example".auth]
username = "u"
password = "hidden"
`,
    '/certs/s.crt': 'CA',
  }
  const found = read(files)
  t.deepEqual(told({ ...found, credentials: [] }), {
    registries: [
      registry('docker.io', { mirrors: [{ url: 'https://m.example', insecure: false }] }),
      registry('r:5000', { insecure: true }),
      registry('s.example', { authorities: ['CA'] }),
    ],
  })
  t.is(found.credentials[0]?.value.entry.reveal(), '{"username":"u","password":"hidden"}')
})

const folder = '/etc/containerd/certs.d'
const withFolder = (files: Record<string, string>) => ({
  [config]: `version = 2\n[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "${folder}:/etc/docker/certs.d"\n`,
  ...files,
})

const hosts: [title: string, host: string, text: string, expected: object | undefined][] = [
  [
    'a mirror',
    'docker.io',
    'server = "https://registry-1.docker.io"\n[host."https://m.example"]\ncapabilities = ["pull"]\n',
    { mirrors: [{ url: 'https://m.example', insecure: false }] },
  ],
  [
    'a mirror that keeps images of many registries',
    'docker.io',
    '[host."https://m.example/v2/hub"]\noverride_path = true\n',
    { mirrors: [{ url: 'https://m.example', insecure: false, prefix: 'hub' }] },
  ],
  [
    'a mirror that need not be trusted, as refit writes it',
    'docker.io',
    '[host."https://m:5000"]\nskip_verify = true\n[host."http://m:5000"]\n',
    { mirrors: [{ url: 'https://m:5000', insecure: true }] },
  ],
  [
    'an insecure registry',
    'r_5000_',
    'server = "https://r:5000"\n[host."https://r:5000"]\nskip_verify = true\n',
    { host: 'r:5000', insecure: true },
  ],
  ['a registry over HTTP', 'r:5000', 'server = "http://r:5000"\n', { insecure: true }],
  [
    'another server',
    'r:5000',
    'server = "https://other"\n',
    { mirrors: [{ url: 'https://other', insecure: false }] },
  ],
  ['nothing of its own', 'r:5000', 'server = "https://r:5000"\n', undefined],
]

for (const [title, host, text, expected] of hosts)
  test(`hosts.toml with ${title}`, t => {
    const found = told(read(withFolder({ [`${folder}/${host}/hosts.toml`]: text })))
    t.deepEqual(found, expected === undefined ? {} : { registries: [registry(host, expected)] })
  })

test('certificates are found where hosts.toml names them, and where Docker would look', t => {
  const files = withFolder({
    [`${folder}/r/hosts.toml`]: 'ca = "ca.crt"\nclient = [["/keys/c.cert", "/keys/c.key"]]\n',
    [`${folder}/r/ca.crt`]: 'CA',
    '/keys/c.cert': 'CERT',
    '/keys/c.key': 'hidden',
    '/etc/docker/certs.d/s/ca.crt': 'CB',
  })
  t.deepEqual(
    read(files).registries.map(({ host, authorities, clients }) => [
      host,
      authorities.map(({ value }) => value),
      clients.map(({ value }) => value.key.reveal()),
    ]),
    [
      ['r', ['CA'], ['hidden']],
      ['s', ['CB'], []],
    ],
  )
  const named = new Set(namedSettings(nodeWith(files)).map(({ subject }) => subject))
  for (const path of ['/keys/c.cert', '/keys/c.key', '/etc/docker/certs.d']) t.true(named.has(path), path)
})

const losses: [file: string, text: string, lost: string | undefined][] = [
  [config, '[plugins.cri]\nmax_container_log_line_size = 16384\n', undefined],
  [config, '[plugins.cri]\nmax_container_log_line_size = -1\n', 'max_container_log_line_size'],
  [config, '[plugins.cri.containerd]\nsnapshotter = "zfs"\n', 'containerd.snapshotter'],
  [`${folder}/_default/hosts.toml`, '[host."https://m"]\n', `${folder}/_default/hosts.toml`],
  [`${folder}/r/hosts.toml`, '[host."https://m".header]\nx = "y"\n', 'header'],
]

for (const [file, text, lost] of losses)
  test(`${JSON.stringify(text)} is ${lost === undefined ? 'no loss' : 'said to be lost'}`, t => {
    const files = file === config ? { [file]: text } : withFolder({ [file]: text })
    const [note] = read(files).lost
    t.is(note?.message.split(' ')[0], lost)
  })

test('from 2.2 on containerd looks into its own folder and that of Docker without being told', t => {
  const facts = nodeWith({ '/etc/docker/certs.d/r:5000/ca.crt': 'CA' })
  const containerd = facts.containerd as NonNullable<typeof facts.containerd>
  const known = (version: string) =>
    readContainerd({ ...facts, containerd: { ...containerd, version } }).registries.map(({ host }) => host)
  t.deepEqual(known('2.1.0'), [])
  t.deepEqual(known('2.2.0'), ['r:5000'])
})
