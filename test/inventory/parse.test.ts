import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import { parseInventory } from '../../scripts/lib/inventory/inventory.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/bad/${name}`, import.meta.url), 'utf8')
const bad = readdirSync(new URL('fixtures/bad/', import.meta.url)).filter(name => name.endsWith('.yaml'))

for (const name of bad) {
  test(`${name} is refused with the lines of ${name.replace('.yaml', '.txt')}`, t => {
    const error = t.throws(() => parseInventory(fixture(name), name), { instanceOf: RefitError })
    t.is(`${error.message}\n`, fixture(name.replace('.yaml', '.txt')))
    t.is(error.exitCode, exitCodes.usage)
  })
}

test('a host without settings has all defaults', t => {
  const [host] = parseInventory('hosts: { N1: }', 'x.yaml').hosts
  t.deepEqual(host, {
    name: 'N1',
    address: 'N1',
    node: 'n1',
    groups: [],
    vars: {},
    settings: {
      agent: true,
      hostKeys: 'strict',
      connectTimeout: 20_000,
      sudo: true,
      cluster: { kubectl: 'kubectl' },
      drain: {
        timeout: 600_000,
        deleteEmptyDirData: true,
        force: false,
        disableEviction: false,
        skip: false,
      },
      verify: { timeout: 300_000, smoke: true, namespace: 'default' },
      transaction: { timeout: 600_000, keep: 5 },
      containerd: {},
      crio: {},
      criDockerd: {},
      registries: {},
      proxy: {},
      logs: {},
      ulimits: {},
      handlers: {},
      containers: {},
      images: { carry: 'all' },
      checks: { waivers: [] },
    },
  })
})

const levels = `
user: top
port: 1
drain: { timeout: 1s, force: true, skip: true }
vars: { from: top, top: true, map: { a: 1, b: 1 } }
hosts:
  n1:
  n2: { user: host, vars: { from: host } }
groups:
  outer:
    user: outer
    drain: { timeout: 2s }
    vars: { from: outer, map: { b: 2 } }
    children:
      inner:
        user: inner
        drain: { skip: false }
        vars: { from: inner }
        hosts: { n1: }
  b-second: { hosts: [n1], port: 3 }
  a-first: { hosts: [n1], port: 2 }
  at-host:
    hosts:
      n2: { user: in-group, port: 4, address: 198.18.0.2, vars: { from: in-group, inGroup: true } }
    user: at-host
`

test('an inner group wins over an outer one, and of groups of one level the later name wins', t => {
  const [n1] = parseInventory(levels, 'x.yaml').hosts
  t.deepEqual(n1?.groups, ['a-first', 'b-second', 'outer', 'inner'])
  t.is(n1?.settings.user, 'inner')
  t.is(n1?.settings.port, 3)
})

test('a host wins over its groups, and what the top hosts say wins over what a group says about it', t => {
  const n2 = parseInventory(levels, 'x.yaml').hosts[1]
  t.is(n2?.settings.user, 'host')
  t.is(n2?.settings.port, 4)
  t.is(n2?.address, '198.18.0.2')
  t.deepEqual(n2?.vars, { from: 'host', top: true, inGroup: true, map: { a: 1, b: 1 } })
})

test('sections merge key by key, and vars by their own keys only', t => {
  const [n1] = parseInventory(levels, 'x.yaml').hosts
  t.like(n1?.settings.drain, { timeout: 2000, force: true, skip: false, disableEviction: false })
  t.deepEqual(n1?.vars, { from: 'inner', top: true, map: { b: 2 } })
})

test('a group has the hosts of the groups within it, wherever these are defined', t => {
  const { hosts, groups } = parseInventory(
    `hosts: { n1: , n2: , n3: }
groups:
  deep: { hosts: [n3, n1] }
  mid: { children: [deep] }
  top: { hosts: [n2], children: { mid: , own: { hosts: { n4: } } } }
  none: {}`,
    'x.yaml',
  )
  t.deepEqual(Object.fromEntries(groups), {
    all: ['n1', 'n2', 'n3', 'n4'],
    deep: ['n3', 'n1'],
    mid: ['n3', 'n1'],
    top: ['n3', 'n1', 'n2', 'n4'],
    own: ['n4'],
    none: [],
  })
  t.deepEqual(
    hosts.map(host => host.groups),
    [['top', 'mid', 'deep'], ['top'], ['top', 'mid', 'deep'], ['top', 'own']],
  )
})

test('the longest way down to a group decides its level', t => {
  const { hosts } = parseInventory(
    `hosts: { n1: }
groups:
  a: { children: [z, b], user: a }
  b: { children: [z], user: b }
  z: { hosts: [n1] }`,
    'x.yaml',
  )
  t.deepEqual(hosts[0]?.groups, ['a', 'b', 'z'])
  t.is(hosts[0]?.settings.user, 'b')
})

test('hosts come in the order of the file, ranges in theirs', t => {
  const { hosts } = parseInventory('hosts: { z: , "n[9:10]": , a: , "2001:db8::1": }', 'x.yaml')
  t.deepEqual(
    hosts.map(({ name }) => name),
    ['z', 'n9', 'n10', 'a', '2001:db8::1'],
  )
})

test('one address may be many machines, by port or behind different bastions', t => {
  const text = `hosts:
  a: { address: 127.0.0.1, port: 2221 }
  b: { address: 127.0.0.1, port: 2222 }
  c: { address: 127.0.0.1, port: 2222, proxyJump: bastion }`
  t.is(parseInventory(text, 'x.yaml').hosts.length, 3)
})

test('a key that every object has is not known by that', t => {
  const error = t.throws(() => parseInventory('hosts: { n1: { constructor: 1, toString: 1 } }', 'x.yaml'))
  t.regex(error.message, /^x\.yaml:1:\d+ hosts\.n1\.constructor: unknown key$/m)
})

test('a text that is too large is refused before it is parsed', t => {
  const error = t.throws(() => parseInventory(`#${'x'.repeat(50_000_000)}`, 'x.yaml'), {
    instanceOf: RefitError,
  })
  t.is(error.message, 'x.yaml is larger than 1 MiB: that is no inventory')
})

const example = readFileSync(new URL('../../inventories/example.yaml', import.meta.url), 'utf8')

/** Parses; gives what was wrong. Anything but a RefitError fails the property. */
function complaint(text: string): string {
  try {
    parseInventory(text, 'x.yaml')
    return ''
  } catch (error) {
    if (error instanceof RefitError) return error.message
    throw error
  }
}

const wellSaid = (message: string): boolean =>
  message === '' ||
  message.split('\n').every(line => /^(x\.yaml:\d+:\d+ \P{Cc}+|… and \d+ more)$/u.test(line))

test('any text is an inventory or is refused with a place in it', t => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => wellSaid(complaint(text))))
  t.pass()
})

test('so is the example with a piece of it replaced by another text', t => {
  const place = fc.nat({ max: example.length })
  const piece = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.constantFrom(...'\n :-[]{}&*!|>%@`"\'#,?'.split(''), '\n  ', ': ', '- '),
  )
  fc.assert(
    fc.property(place, fc.nat({ max: 20 }), piece, (start, length, text) =>
      wellSaid(complaint(example.slice(0, start) + text + example.slice(start + length))),
    ),
  )
  t.pass()
})

test('so is any value in the place of any key', t => {
  const keys = [
    'user',
    'port',
    'drain',
    'vars',
    'hosts',
    'groups',
    'children',
    'workers',
    'n1',
    'n[1:3]',
    'sudoPassword',
  ]
  const { value } = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 22, 2.5, '', 'n1', 'n[1:3]', 'workers', '5m'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(fc.property(value, written => wellSaid(complaint(stringify(written)))))
  t.pass()
})
