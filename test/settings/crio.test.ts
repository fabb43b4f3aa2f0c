import test from 'ava'
import { registryNamed } from '../../scripts/lib/settings/carried.ts'
import { readCrio } from '../../scripts/lib/settings/crio.ts'
import { nodeWith } from './support/facts.ts'
import { told } from './support/told.ts'

const dropIn = '/etc/crio/crio.conf.d/50-own.conf'
const registriesFile = '/etc/containers/registries.conf'
const read = (files: Record<string, string>) => readCrio(nodeWith(files))
const registry = (host: string, more: object) => ({ ...registryNamed(host), ...more })

const packaged =
  '[crio.runtime]\ndefault_runtime = "crun"\n[crio.runtime.runtimes.crun]\nruntime_path = "/usr/libexec/crio/crun"\n'

const cases: [title: string, file: string, text: string, expected: object][] = [
  [
    'what its package chose is nothing that an operator said',
    '/etc/crio/crio.conf.d/10-crio.conf',
    packaged,
    {},
  ],
  [
    'limits',
    dropIn,
    '[crio.runtime]\ndefault_ulimits = ["nofile=1024:4096", "nproc=9", "x"]\n',
    {
      ulimits: [
        { name: 'nofile', soft: 1024, hard: 4096 },
        { name: 'nproc', soft: 9, hard: 9 },
      ],
    },
  ],
  [
    'handlers',
    dropIn,
    '[crio.runtime]\ndefault_runtime = "kata"\n[crio.runtime.runtimes.kata]\nruntime_path = "/usr/bin/kata"\n',
    { defaultHandler: 'kata', handlers: [{ name: 'kata', path: '/usr/bin/kata' }] },
  ],
  ['SELinux', '/etc/crio/crio.conf', '[crio.runtime]\nselinux = true\n', { selinux: true }],
  [
    'a mirror and an insecure registry',
    registriesFile,
    `unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "docker.io"
location = "docker.io"
[[registry.mirror]]
location = "m.example:8443/hub"
insecure = true
[[registry]]
location = "r:5000"
insecure = true
`,
    {
      registries: [
        registry('docker.io', {
          mirrors: [{ url: 'https://m.example:8443', insecure: true, prefix: 'hub' }],
        }),
        registry('r:5000', { insecure: true }),
      ],
    },
  ],
  [
    'registries in version 1',
    registriesFile,
    '[registries.insecure]\nregistries = ["r:5000"]\n',
    { registries: [registry('r:5000', { insecure: true })] },
  ],
  [
    'an authority of a registry',
    '/etc/containers/certs.d/r:5000/ca.crt',
    'CA',
    { registries: [registry('r:5000', { authorities: ['CA'] })] },
  ],
]

for (const [title, file, text, expected] of cases)
  test(`of CRI-O's: ${title}`, t => t.deepEqual(told(read({ [file]: text })), expected))

test('logins are in the file that it names', t => {
  const found = read({
    [dropIn]: '[crio.image]\nglobal_auth_file = "/etc/crio/auth.json"\n',
    '/etc/crio/auth.json': '{"auths": {"r:5000": {"auth": "aGlkZGVu"}}}',
  })
  t.deepEqual(
    found.credentials.map(({ value, source }) => [value.host, value.entry.reveal(), source]),
    [['r:5000', '{"auth":"aGlkZGVu"}', '/etc/crio/auth.json']],
  )
})

const losses: [file: string, text: string, lost: string][] = [
  [dropIn, '[crio.runtime]\npids_limit = 100\n', 'pids_limit'],
  [dropIn, '[crio.runtime]\nadditional_devices = ["/dev/fuse"]\n', 'additional_devices'],
  [registriesFile, 'unqualified-search-registries = ["quay.io"]\n', 'quay.io'],
  [registriesFile, '[[registry]]\nlocation = "r"\nblocked = true\n', 'registry r of'],
  [registriesFile, '[[registry]]\nprefix = "r/team"\nlocation = "s"\n', 'registry r/team of'],
  [registriesFile, '[registries.block]\nregistries = ["r"]\n', 'r in registries.block'],
]

for (const [file, text, lost] of losses)
  test(`${JSON.stringify(text)} is said to be lost`, t => {
    const messages = read({ [file]: text }).lost.map(({ message }) => message)
    t.is(messages.length, 1)
    t.true(messages[0]?.startsWith(lost), messages[0])
  })

test("an authority in Docker's folder counts where CRI-O's own has none for the registry", t => {
  const found = read({
    '/etc/docker/certs.d/r:5000/ca.crt': 'CA',
    '/etc/docker/certs.d/s:5000/ca.crt': 'OLD',
    '/etc/containers/certs.d/s:5000/ca.crt': 'NEW',
  })
  t.deepEqual(
    found.registries.map(({ host, authorities }) => [host, authorities.map(({ value }) => value)]),
    [
      ['s:5000', ['NEW']],
      ['r:5000', ['CA']],
    ],
  )
})
