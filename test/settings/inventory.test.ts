import test from 'ava'
import { noSettings, registryNamed } from '../../scripts/lib/settings/carried.ts'
import { withInventory } from '../../scripts/lib/settings/inventory.ts'
import type { ToldSettings } from '../../scripts/lib/settings/inventory.ts'
import { told } from './support/told.ts'

const nothing: ToldSettings = {
  registries: {},
  proxy: {},
  logs: {},
  ulimits: {},
  handlers: {},
  containers: {},
}
const source = 'daemon.json'
const carried = {
  ...noSettings,
  registries: [
    {
      ...registryNamed('r:5000'),
      insecure: { value: true, source } as const,
      mirrors: [{ value: { url: 'https://m', insecure: false }, source }],
    },
  ],
  proxy: { value: { http: 'http://old', no: 'a' }, source },
  logs: { value: { size: 10_000_000, files: 3 }, source },
  ulimits: [{ value: { name: 'nofile', soft: 1, hard: 2 }, source }],
  handlers: [{ value: { name: 'kata', path: '/old' }, source }],
  selinux: { value: true, source },
  concurrentDownloads: { value: 9, source },
}

test('an inventory that says nothing leaves everything as it is carried', t => {
  t.deepEqual(withInventory(carried, nothing), carried)
})

const registry = (more: object) => [{ host: 'r:5000', mirrors: [], authorities: [], clients: [], ...more }]
const mirrors = [{ url: 'https://m', insecure: false }]

const wins: [title: string, says: Partial<ToldSettings>, key: string, expected: unknown][] = [
  ['a proxy', { proxy: { https: 'http://new' } }, 'proxy', { https: 'http://new' }],
  ['the size of logs', { logs: { maxSize: '20Mi' } }, 'logs', { size: 20_971_520, files: 3 }],
  ['the count of logs', { logs: { maxFiles: 5 } }, 'logs', { size: 10_000_000, files: 5 }],
  ['a limit', { ulimits: { nofile: '7' } }, 'ulimits', [{ name: 'nofile', soft: 7, hard: 7 }]],
  [
    'another limit',
    { ulimits: { core: '0:-1' } },
    'ulimits',
    [
      { name: 'nofile', soft: 1, hard: 2 },
      { name: 'core', soft: 0, hard: -1 },
    ],
  ],
  ['a handler', { handlers: { kata: { shim: 's' } } }, 'handlers', [{ name: 'kata', shim: 's' }]],
  ['SELinux', { containers: { selinux: false } }, 'selinux', false],
  ['a default handler', { containers: { defaultHandler: 'kata' } }, 'defaultHandler', 'kata'],
  ['downloads at once', { containers: { concurrentDownloads: 4 } }, 'concurrentDownloads', 4],
  [
    'a registry that is to be trusted again',
    { registries: { 'r:5000': { insecure: false } } },
    'registries',
    registry({ mirrors }),
  ],
  [
    'mirrors of a registry',
    { registries: { 'r:5000': { mirrors: ['https://n/'] } } },
    'registries',
    registry({ insecure: true, mirrors: [{ url: 'https://n', insecure: false }] }),
  ],
  [
    'an authority of a registry',
    { registries: { 'r:5000': { authorities: 'PEM' } } },
    'registries',
    registry({ insecure: true, mirrors, authorities: ['PEM'] }),
  ],
]

for (const [title, says, key, expected] of wins)
  test(`the inventory wins with ${title}, and changes nothing else`, t => {
    const found = withInventory(carried, { ...nothing, ...says })
    t.deepEqual(told(found), { ...(told(carried) as object), [key]: expected })
    // A registry that is trusted again has nothing left that could name the inventory.
    if (says.registries?.['r:5000']?.insecure === false) return
    t.regex(JSON.stringify(found[key as keyof typeof found]), /"source":"the inventory/u)
  })

test('a value of which the inventory gave a part says so', t => {
  t.is(
    withInventory(carried, { ...nothing, logs: { maxFiles: 5 } }).logs?.source,
    'the inventory and daemon.json',
  )
})

test('that logs are rotated from now on is no news to whoever says at which size', t => {
  const note = { severity: 'note', id: 'logs-rotated', message: 'x' } as const
  const before = { ...noSettings, lost: [note] }
  t.deepEqual(withInventory(before, { ...nothing, logs: { maxFiles: 5 } }).lost, [note])
  t.deepEqual(withInventory(before, { ...nothing, logs: { maxSize: '10M' } }).lost, [])
})
