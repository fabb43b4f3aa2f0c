import test from 'ava'
import { noSettings, registryNamed } from '../../scripts/lib/settings/carried.ts'
import type { CarriedSettings } from '../../scripts/lib/settings/carried.ts'
import { Secret } from '../../scripts/lib/secret.ts'
import { toldTo, toldToDocker } from './support/told-to.ts'

const file = '/etc/docker/daemon.json'

/** What a daemon.json comes to in each target, and what it must not come to. */
const rows: [
  title: string,
  files: Record<string, string>,
  expected: { containerd: RegExp[]; crio: RegExp[]; neither?: RegExp },
][] = [
  [
    'a mirror',
    { [file]: '{"registry-mirrors": ["https://m.example:8443"]}' },
    {
      containerd: [
        /certs\.d\/docker\.io\/hosts\.toml/u,
        /\[host\."https:\/\/m\.example:8443"\]\n {2}capabilities = \["pull", "resolve"\]/u,
      ],
      crio: [
        /prefix = "docker\.io"\nlocation = "docker\.io"\n\n\[\[registry\.mirror\]\]\nlocation = "m\.example:8443"\n/u,
      ],
      neither: /skip_verify|insecure = true/u,
    },
  ],
  [
    'an insecure registry',
    { [file]: '{"insecure-registries": ["r:5000"]}' },
    {
      containerd: [
        /\[host\."https:\/\/r:5000"\]\n.*\n {2}skip_verify = true/u,
        /\[host\."http:\/\/r:5000"\]/u,
      ],
      crio: [/location = "r:5000"\ninsecure = true/u],
    },
  ],
  [
    'an authority and a client of a registry',
    {
      '/etc/docker/certs.d/r:5000/ca.crt': 'AUTHORITY',
      '/etc/docker/certs.d/r:5000/client.cert': 'CERTIFICATE',
      '/etc/docker/certs.d/r:5000/client.key': 'KEY',
    },
    {
      containerd: [
        /^ca = "\/etc\/containerd\/certs\.d\/r:5000\/ca\.crt"\nclient = \[\["[^"]*r:5000\/client\.cert", "[^"]*r:5000\/client\.key"\]\]$/mu,
        /certs\.d\/r:5000\/client\.key 0600\nKEY/u,
      ],
      crio: [/containers\/certs\.d\/r:5000\/ca\.crt \nAUTHORITY/u, /r:5000\/client\.key 0600\nKEY/u],
    },
  ],
  [
    'the authority of a mirror',
    { [file]: '{"registry-mirrors": ["https://m:5000"]}', '/etc/docker/certs.d/m:5000/ca.crt': 'AUTHORITY' },
    {
      containerd: [
        /\[host\."https:\/\/m:5000"\][^[]*\[[^[]*ca = "\/etc\/containerd\/certs\.d\/m:5000\/ca\.crt"/u,
      ],
      crio: [/containers\/certs\.d\/m:5000\/ca\.crt/u],
    },
  ],
  [
    'a proxy',
    { [file]: '{"proxies": {"https-proxy": "http://p:1", "no-proxy": "a"}}' },
    {
      containerd: [
        /containerd\.service\.d\/90-refit-proxy\.conf \n[^]*"HTTPS_PROXY=http:\/\/p:1"\nEnvironment="NO_PROXY=a,/u,
      ],
      crio: [/crio\.service\.d\/90-refit-proxy\.conf/u],
      neither: /HTTP_PROXY=/u,
    },
  ],
  [
    'a proxy with a password, a percent sign and a quote in it',
    { [file]: '{"proxies": {"http-proxy": "http://u:a%20\\"@p"}}' },
    { containerd: [/conf 0600\n[^]*"HTTP_PROXY=http:\/\/u:a%%20\\"@p"/u], crio: [/conf 0600\n/u] },
  ],
  [
    'the rotation of logs',
    { [file]: '{"log-opts": {"max-size": "10m"}}' },
    {
      containerd: [/kubelet: \{"containerLogMaxSize":"10M","containerLogMaxFiles":2\}/u],
      crio: [/kubelet: \{"containerLogMaxSize":"10M","containerLogMaxFiles":2\}/u],
    },
  ],
  [
    'limits',
    { [file]: '{"default-ulimits": {"nofile": {"Name": "nofile", "Soft": 1, "Hard": 2}}}' },
    {
      containerd: [
        /base_runtime_spec = "(\/etc\/containerd\/base-spec-[^"]*\.json)"[^]*^\1 with the limits nofile 1:2$/mu,
      ],
      crio: [/^default_ulimits = \[\s*"nofile=1:2",?\s*\]$/mu],
    },
  ],
  [
    'a low-level runtime that is the default',
    { [file]: '{"default-runtime": "nvidia", "runtimes": {"nvidia": {"path": "/n"}}}' },
    {
      containerd: [/default_runtime_name = "nvidia"/u, /runtimes\."nvidia"[^]*BinaryName = "\/n"/u],
      crio: [/default_runtime = "nvidia"/u, /runtimes\."?nvidia"?\][^[]*runtime_path = "\/n"/u],
    },
  ],
  [
    'SELinux',
    { [file]: '{"selinux-enabled": true}' },
    { containerd: [/enable_selinux = true/u], crio: [/^selinux = true/mu] },
  ],
  [
    'a login',
    { '/root/.docker/config.json': '{"auths": {"r:5000": {"auth": "eDp5"}}}' },
    {
      containerd: [/\/var\/lib\/kubelet\/config\.json 0600\n[^]*"r:5000": \{\s*"auth": "eDp5"/u],
      crio: [/\/var\/lib\/kubelet\/config\.json 0600\n/u],
    },
  ],
]

for (const [title, files, { containerd, crio, neither }] of rows) {
  test(`containerd is told of ${title}`, t => matches(t, toldTo('containerd', files), containerd, neither))
  test(`CRI-O is told of ${title}`, t => matches(t, toldTo('crio', files), crio, neither))
}

test('downloads at once are a setting of containerd', t => {
  matches(t, toldTo('containerd', { [file]: '{"max-concurrent-downloads": 9}' }), [
    /max_concurrent_downloads = 9/u,
  ])
})

test('the logins that kubelet has stay, and are not asked for twice', t => {
  const files = {
    '/root/.docker/config.json': '{"auths": {"r": {"auth": "b3RoZXI="}, "s": {"auth": "eDp5"}}}',
    '/var/lib/kubelet/config.json': '{"auths": {"r": {"auth": "bWluZQ=="}}, "HttpHeaders": {}}',
  }
  const text = toldTo('containerd', files)
  matches(t, text, [/"bWluZQ=="/u, /"eDp5"/u, /"HttpHeaders"/u], /b3RoZXI=/u)
  t.notRegex(
    toldTo('containerd', { '/var/lib/kubelet/config.json': files['/root/.docker/config.json'] }),
    /kubelet\/config\.json/u,
  )
})

const source = 'config.toml'
const carried: CarriedSettings = {
  ...noSettings,
  registries: [
    { ...registryNamed('docker.io'), mirrors: [{ value: { url: 'https://m:1', insecure: true }, source }] },
    {
      ...registryNamed('r:5000'),
      insecure: { value: true, source },
      authorities: [{ value: 'AUTHORITY', source }],
      clients: [{ value: { certificate: 'C', key: new Secret('K') }, source }],
    },
  ],
  logs: { value: { size: 20_000_000, files: 4 }, source },
  ulimits: [{ value: { name: 'nofile', soft: 1, hard: 2 }, source }],
  handlers: [{ value: { name: 'kata', shim: 'io.containerd.kata.v2' }, source }],
  defaultHandler: { value: 'kata', source },
  concurrentDownloads: { value: 9, source },
}

test('Docker is told of all that it has a key for, beside what it was told before', t => {
  const before = { bip: '192.0.2.1/24', 'log-opts': { tag: 'x' }, 'insecure-registries': ['s:1'] }
  const text = toldToDocker(carried, { [file]: JSON.stringify(before) })
  const written = /^\/etc\/docker\/daemon\.json \d*\n(\{[^]*?^\})/mu.exec(text)?.[1] ?? ''
  t.deepEqual(JSON.parse(written), {
    bip: '192.0.2.1/24',
    'registry-mirrors': ['https://m:1'],
    'insecure-registries': ['s:1', 'r:5000', 'm:1'],
    'log-opts': { tag: 'x', 'max-size': '20m', 'max-file': '4' },
    'default-ulimits': { nofile: { Name: 'nofile', Soft: 1, Hard: 2 } },
    runtimes: { kata: { runtimeType: 'io.containerd.kata.v2' } },
    'default-runtime': 'kata',
    'max-concurrent-downloads': 9,
  })
  matches(t, text, [/certs\.d\/r:5000\/ca\.crt \nAUTHORITY/u, /client\.key 0600\nK/u])
})

test('a Docker that needs to be told nothing keeps its daemon.json', t => {
  t.notRegex(toldToDocker(noSettings, { [file]: '{"bip":"192.0.2.1/24"}' }), /daemon\.json/u)
})

function matches(
  t: {
    regex: (text: string, pattern: RegExp) => boolean
    notRegex: (text: string, pattern: RegExp) => boolean
  },
  text: string,
  expected: readonly RegExp[],
  neither?: RegExp,
): void {
  for (const pattern of expected) t.regex(text, pattern)
  if (neither !== undefined) t.notRegex(text, neither)
}
