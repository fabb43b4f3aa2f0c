import { readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import type { TomlTable } from 'smol-toml'
import { convertConfiguration } from '../../scripts/lib/runtimes/containerd-convert.ts'
import { parseToml, tableIn, tomlText } from '../../scripts/lib/runtimes/toml.ts'

const cri = 'io.containerd.grpc.v1.cri'
const images = 'io.containerd.cri.v1.images'
const runtime = 'io.containerd.cri.v1.runtime'

for (const version of ['2.0.7', '2.2.0', '2.4.2']) {
  test(`what an operator made of 1.7 stands where ${version} looks for it`, t => {
    const { table, registries, lost } = convertConfiguration(fixture('containerd-1.7-operator'), version)
    t.snapshot(tomlText(table))
    t.deepEqual(registries, ['docker.io', 'registry.example.com'])
    t.deepEqual(
      lost.map(({ key }) => key),
      ['plugin_dir', 'io.containerd.runtime.v2.task sched_core', 'disable_cgroup', 'containerd.no_pivot'],
    )
  })
}

test('the defaults that 1.7.24 prints lose nothing', t => {
  const { registries, lost } = convertConfiguration(fixture('containerd-1.7.24-default'), '2.4.2')
  t.deepEqual({ registries, lost }, { registries: [], lost: [] })
})

test('no password of a registry is in what is written', t => {
  t.notRegex(
    tomlText(convertConfiguration(fixture('containerd-1.7-operator'), '2.4.2').table),
    /correct horse/u,
  )
})

const moves: [from: string, to: string][] = [
  [`["${cri}"] max_concurrent_downloads = 7`, `["${images}"] max_concurrent_downloads = 7`],
  [`["${cri}"] sandbox_image = "p"`, `["${images}".pinned_images] sandbox = "p"`],
  [`["${cri}".containerd] snapshotter = "zfs"`, `["${images}"] snapshotter = "zfs"`],
  [`["${cri}".registry] config_path = "/c"`, `["${images}".registry] config_path = "/c"`],
  [`["${cri}".registry.headers] X = ["y"]`, `["${images}".registry.headers] X = [ "y" ]`],
  [`["${cri}".image_decryption] key_model = "node"`, `["${images}".image_decryption] key_model = "node"`],
  [`["${cri}"] enable_selinux = true`, `["${runtime}"] enable_selinux = true`],
  [`["${cri}".cni] bin_dir = "/b"`, `["${runtime}".cni] bin_dirs = [ "/b" ]`],
  [`["${cri}".cni] conf_dir = "/c"`, `["${runtime}".cni] conf_dir = "/c"`],
  [`["${cri}"] stream_server_port = "10010"`, `["${cri}"] stream_server_port = "10010"`],
  [
    `["${cri}".containerd.runtimes.crun.options] BinaryName = "/crun"`,
    `["${runtime}".containerd.runtimes.crun.options] BinaryName = "/crun"`,
  ],
  [
    '["io.containerd.monitor.v1.cgroups"] no_prometheus = true',
    '["io.containerd.monitor.task.v1.cgroups"] no_prometheus = true',
  ],
  [
    '["io.containerd.snapshotter.v1.overlayfs"] root_path = "/o"',
    '["io.containerd.snapshotter.v1.overlayfs"] root_path = "/o"',
  ],
]

for (const [from, to] of moves) {
  test(`${from} becomes ${to}`, t => {
    const { table, lost } = convertConfiguration(document(from), '2.4.2')
    t.deepEqual([table['plugins'], lost], [tableIn(document(to), 'plugins'), []])
  })
}

const losses: [from: string, key: string | undefined][] = [
  [`["${cri}"] systemd_cgroup = true`, 'systemd_cgroup'],
  [`["${cri}"] systemd_cgroup = false`, undefined],
  [`["${cri}"] of_their_own = 1`, 'of_their_own'],
  [`["${cri}".containerd.runtimes.runc] of_their_own = "x"`, 'containerd.runtimes.runc.of_their_own'],
  [
    `["${cri}".containerd.runtimes.runc.options] NoPivotRoot = true`,
    'containerd.runtimes.runc.options.NoPivotRoot',
  ],
  [`["${cri}".containerd.default_runtime] runtime_engine = ""`, undefined],
  ['["io.containerd.snapshotter.v1.aufs"] root_path = "/a"', 'io.containerd.snapshotter.v1.aufs'],
  ['["io.containerd.snapshotter.v1.aufs"] root_path = ""', undefined],
  ['["io.containerd.tracing.processor.v1.otlp"] endpoint = "x"', 'io.containerd.tracing.processor.v1.otlp'],
]

for (const [from, key] of losses) {
  test(`${from} is ${key === undefined ? 'no loss' : 'said to be lost'}`, t => {
    const { lost } = convertConfiguration(document(from), '2.4.2')
    t.deepEqual(
      lost.map(one => one.key),
      key === undefined ? [] : [key],
    )
  })
}

test('a shim that 2.x does not have becomes the one that it has', t => {
  const { table } = convertConfiguration(
    document(`["${cri}".containerd.runtimes.runc] runtime_type = "io.containerd.runc.v1"`),
    '2.2.0',
  )
  t.regex(tomlText(table), /runtime_type = "io\.containerd\.runc\.v2"/u)
})

test('a default runtime that had a table of its own is a handler now', t => {
  const { table } = convertConfiguration(
    document(`["${cri}".containerd.default_runtime] runtime_type = "io.containerd.kata.v2"`),
    '2.2.0',
  )
  const { containerd = {} } = tableIn(tableIn(table, 'plugins'), runtime)
  t.deepEqual(containerd, {
    default_runtime_name: 'default',
    runtimes: { default: { runtime_type: 'io.containerd.kata.v2' } },
  })
})

test('names of version 1 become those of plugins', t => {
  const table = parseToml('disabled_plugins = ["aufs"]\n[plugins.cri]\nsandbox_image = "p"\n') ?? {}
  t.deepEqual(convertConfiguration(table, '2.2.0').table, {
    version: 3n,
    disabled_plugins: ['io.containerd.snapshotter.v1.aufs'],
    plugins: { [images]: { pinned_images: { sandbox: 'p' } } },
  })
})

test('a second socket stays beside the first from version 4 on', t => {
  const table = parseToml('version = 3\n[grpc]\naddress = "/run/c.sock"\ngid = 5\n') ?? {}
  const { table: converted } = convertConfiguration(table, '2.4.0')
  t.deepEqual(tableIn(tableIn(converted, 'plugins'), 'io.containerd.server.v1.ttrpc'), {
    address: '/run/c.sock.ttrpc',
    gid: 5n,
  })
})

test('what was written for 2.x already wins over what was written for 1.x', t => {
  const text = `version = 2\n[plugins."${cri}"]\nmax_concurrent_downloads = 1\n[plugins."${images}"]\nmax_concurrent_downloads = 2\n`
  const { table } = convertConfiguration(parseToml(text) ?? {}, '2.2.0')
  t.deepEqual(tableIn(tableIn(table, 'plugins'), images), { max_concurrent_downloads: 2n })
})

test('whatever plugins of their own people have, they keep', t => {
  const name = fc.stringMatching(/^com\.example\.[a-z]{1,8}\.v1\.[a-z]{1,8}$/u)
  const leaf = fc.oneof(
    fc.string(),
    fc.bigInt({ min: 0n, max: 2n ** 62n }),
    fc.boolean(),
    fc.array(fc.string(), { maxLength: 3 }),
  )
  // Keys that are every object's own in JavaScript are not read from a TOML text.
  const keyName = fc.stringMatching(/^[a-z_]{1,12}$/u).filter(word => !(word in {}))
  const plugin = fc.dictionary(keyName, leaf, { maxKeys: 5 })
  fc.assert(
    fc.property(
      fc.dictionary(name, plugin, { maxKeys: 4 }),
      fc.constantFrom('2.0.0', '2.2.0', '2.4.2'),
      (own, version) => {
        const plugins = { ...own, [cri]: { sandbox_image: 'p' } }
        const { table } = convertConfiguration({ version: 2n, plugins }, version)
        const written = tableIn(parseToml(tomlText(table)) ?? {}, 'plugins')
        for (const [key, value] of Object.entries(own)) t.deepEqual(plain(written[key]), plain(value))
      },
    ),
  )
})

/** TOML's tables have no prototype. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one)),
  ) as unknown
}

/** `["plugin".table] key = value` of a configuration of version 2. */
function document(line: string): TomlTable {
  const [, place = '', rest = ''] = /^\[([^\]]+)\] (.*)$/u.exec(line) ?? []
  const parsed = parseToml(`version = 2\n[plugins.${place}]\n${rest}\n`)
  if (parsed === undefined) throw new Error(`${line} is no TOML`)
  return parsed
}

function fixture(name: string): TomlTable {
  const parsed = parseToml(readFileSync(new URL(`fixtures/${name}.toml`, import.meta.url), 'utf8'))
  if (parsed === undefined) throw new Error(`${name} is no TOML`)
  return parsed
}
