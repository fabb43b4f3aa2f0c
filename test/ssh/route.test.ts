import test from 'ava'
import { bastions } from '../../scripts/lib/ssh/bastions.ts'
import { ConnectError } from '../../scripts/lib/ssh/errors.ts'
import { resolveRoute } from '../../scripts/lib/ssh/route.ts'
import { parseSshConfig } from '../../scripts/lib/ssh/ssh-config.ts'
import type { SshDependencies, Target } from '../../scripts/lib/ssh/target.ts'

/** Dependencies whose ssh configuration is this, by host. */
function withConfig(configs: Record<string, string> = {}): SshDependencies {
  return {
    bastions: bastions(),
    readSshConfig: async ({ host }) => {
      const text = configs[host]
      return text === undefined ? undefined : parseSshConfig(text)
    },
    home: '/home/me',
    user: 'me',
    agentSocket: '/run/agent',
    pause: async () => {},
  }
}

const target = (more: Partial<Target> = {}): Target => ({ host: 'n1', sudo: true, ...more })
const last = async (more: Partial<Target>, configs?: Record<string, string>) =>
  (await resolveRoute(target(more), withConfig(configs))).at(-1)

test('without inventory values and configuration, ssh’s own defaults hold', async t => {
  t.deepEqual(await resolveRoute(target(), withConfig()), [
    {
      name: 'n1',
      address: 'n1',
      port: 22,
      user: 'me',
      identityFiles: ['id_ed25519', 'id_ecdsa', 'id_rsa'].map(name => ({
        path: `/home/me/.ssh/${name}`,
        required: false,
      })),
      identitiesOnly: false,
      agentSocket: '/run/agent',
      hostKeyNames: ['n1'],
      knownHostsFiles: ['/home/me/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts'],
      hostKeys: 'strict',
      connectTimeout: 10_000,
      keepalive: { interval: 5000, count: 3 },
    },
  ])
})

const config = `hostname 198.18.0.11
port 2222
user operator
identityfile ~/.ssh/id_%r
identityagent none
userknownhostsfile ~/.ssh/nodes
`

test('the ssh configuration fills in what the inventory leaves out', async t => {
  t.like(await last({}, { n1: config }), {
    name: 'n1',
    address: '198.18.0.11',
    port: 2222,
    user: 'operator',
    identityFiles: [{ path: '/home/me/.ssh/id_operator', required: false }],
    agentSocket: undefined,
    hostKeyNames: ['[198.18.0.11]:2222', '[n1]:2222'],
    knownHostsFiles: ['/home/me/.ssh/nodes'],
  })
})

test('what the inventory says wins over the ssh configuration', async t => {
  const given = {
    port: 22,
    user: 'root',
    identityFile: '~/key',
    agent: '/run/other',
    knownHosts: '~/known',
  } as const
  t.like(await last(given, { n1: config }), {
    port: 22,
    user: 'root',
    identityFiles: [
      { path: '/home/me/key', required: true },
      { path: '/home/me/.ssh/id_root', required: false },
    ],
    agentSocket: '/run/other',
    hostKeyNames: ['198.18.0.11', 'n1'],
    knownHostsFiles: ['/home/me/known'],
  })
})

test('the configuration is asked for the address, where there is one', async t => {
  t.like(await last({ address: '198.18.0.11' }, { '198.18.0.11': 'user operator', n1: 'user wrong' }), {
    address: '198.18.0.11',
    user: 'operator',
  })
})

test('sshConfig: false asks nobody', async t => {
  t.like(await last({ sshConfig: false }, { n1: config }), { address: 'n1', user: 'me' })
})

test('agent: false uses none', async t => {
  t.is((await last({ agent: false }))?.agentSocket, undefined)
  t.is((await last({ agent: true }))?.agentSocket, '/run/agent')
})

test('a host key alias is the only name that counts', async t => {
  t.deepEqual((await last({}, { n1: 'hostkeyalias nodes\nport 2222' }))?.hostKeyNames, ['nodes'])
})

const addresses = async (more: Partial<Target>, configs?: Record<string, string>) =>
  (await resolveRoute(target(more), withConfig(configs))).map(
    ({ user, address, port }) => `${user}@${address}:${port}`,
  )

test('jump hosts come in order, each with its own configuration', async t => {
  t.deepEqual(
    await addresses(
      { proxyJump: 'admin@outer,inner:2200', user: 'root' },
      { inner: 'hostname 198.18.0.2\nuser jump' },
    ),
    ['admin@outer:22', 'jump@198.18.0.2:2200', 'root@n1:22'],
  )
})

test('a jump host of the ssh configuration is used, and one of the inventory instead of it', async t => {
  t.deepEqual(await addresses({}, { n1: 'proxyjump bastion' }), ['me@bastion:22', 'me@n1:22'])
  t.deepEqual(await addresses({ proxyJump: 'other' }, { n1: 'proxyjump bastion' }), [
    'me@other:22',
    'me@n1:22',
  ])
  t.deepEqual(await addresses({ proxyJump: 'none' }, { n1: 'proxyjump bastion' }), ['me@n1:22'])
})

test('the first jump host is reached by its own configuration, the others from the one before', async t => {
  const configs = { a: 'proxyjump gate', b: 'proxyjump not-this-one' }
  t.deepEqual(await addresses({ proxyJump: 'a,b' }, configs), [
    'me@gate:22',
    'me@a:22',
    'me@b:22',
    'me@n1:22',
  ])
})

test('jump hosts do not take over the user and port of the host', async t => {
  t.deepEqual(await addresses({ proxyJump: 'bastion', user: 'root', port: 2222 }), [
    'me@bastion:22',
    'root@n1:2222',
  ])
})

const wrong: readonly {
  title: string
  more: Partial<Target>
  configs: Record<string, string>
  message: RegExp
}[] = [
  {
    title: 'jump hosts that go in a circle',
    more: {},
    configs: { n1: 'proxyjump a', a: 'proxyjump b', b: 'proxyjump a' },
    message: /The jump hosts of n1 go in a circle: a, b, a\.$/,
  },
  {
    title: 'a jump host that is none',
    more: { proxyJump: 'a b' },
    configs: {},
    message: /"a b" is no jump host/,
  },
  {
    title: 'a ProxyCommand',
    more: {},
    configs: { n1: 'proxycommand nc %h %p' },
    message: /by ProxyCommand, which refit cannot do/,
  },
]

for (const { title, more, configs, message } of wrong) {
  test(`${title}: an error of the configuration`, async t => {
    const error = await t.throwsAsync(resolveRoute(target(more), withConfig(configs)), {
      instanceOf: ConnectError,
      message,
    })
    t.like(error, { kind: 'configuration', host: 'n1', state: 'Nothing was touched on n1.' })
  })
}

test('a ProxyCommand does not matter where the inventory says how to get there', async t => {
  t.deepEqual(await addresses({ proxyJump: 'none' }, { n1: 'proxycommand nc %h %p' }), ['me@n1:22'])
})

test('a configuration that cannot be read is an error that says so', async t => {
  const broken = {
    ...withConfig(),
    readSshConfig: async () => Promise.reject(new Error('config: line 3: Bad option')),
  }
  await t.throwsAsync(resolveRoute(target(), broken), {
    instanceOf: ConnectError,
    message: 'ssh cannot read its configuration for n1: config: line 3: Bad option',
  })
})
