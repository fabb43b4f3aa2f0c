import { createHmac } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { matchesHost, parseKnownHosts } from '../../scripts/lib/ssh/known-hosts.ts'
import { newKey } from './support/keys.ts'

const key = newKey()
const line = (hosts: string) => `${hosts} ${key.public}`
const hashed = (name: string, salt = Buffer.from('a salt of twenty byt')) =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`

const matching: readonly [hosts: string, name: string, matches: boolean][] = [
  ['n1', 'n1', true],
  ['n1', 'n10', false],
  ['N1.Example.org', 'n1.example.ORG', true],
  ['n1,198.18.0.11', '198.18.0.11', true],
  ['198.18.0.1', '198.18.0.11', false],
  ['n1x0', 'n1.0', false],
  ['n*', 'n17', true],
  ['n?', 'n17', false],
  ['*.example.org', 'n1.example.org', true],
  ['*.example.org,!n1.example.org', 'n1.example.org', false],
  ['!n1.example.org,*.example.org', 'n1.example.org', false],
  ['*.example.org,!n1.example.org', 'n2.example.org', true],
  ['!n1', 'n2', false],
  ['[n1]:2222', '[n1]:2222', true],
  ['[n1]:2222', 'n1', false],
  ['[n1]:2222', '[n1]:2223', false],
  ['[n*]:2222', '[n7]:2222', true],
  ['[fe80::1]:22022', '[fe80::1]:22022', true],
  [hashed('n1'), 'n1', true],
  [hashed('n1'), 'N1', true],
  [hashed('n1'), 'n2', false],
  [hashed('[n1]:2222'), '[n1]:2222', true],
  ['|1|not base64|either', 'n1', false],
]

for (const [hosts, name, matches] of matching) {
  test(`"${hosts}" ${matches ? 'is' : 'is not'} ${name}`, t => {
    t.is(matchesHost(hosts, name), matches)
  })
}

test('a line that ssh-keygen hashed is found by its name', t => {
  // From `ssh-keygen -H` (OpenSSH 9.2) on a file that named "n1.example.org".
  const name = '|1|ugbX/aS1h/JfYpWtrizP5KnEXgA=|RX4huAKok7TKVr4P/JOCWoP+hOg='
  t.true(matchesHost(name, 'n1.example.org'))
  t.false(matchesHost(name, 'n2.example.org'))
})

test('each line keeps its file and its number, comments and empty lines are passed over', t => {
  const text = `# comment\n\n${line('n1')}\r\n  ${line('n2,n3')} root@n2\n`
  const entries = parseKnownHosts(text, 'known_hosts')
  t.deepEqual(
    entries.map(entry => [entry.line, entry.hosts, entry.keyType, entry.marker]),
    [
      [3, 'n1', 'ssh-ed25519', undefined],
      [4, 'n2,n3', 'ssh-ed25519', undefined],
    ],
  )
  t.true(entries.every(entry => entry.file === 'known_hosts' && entry.key.equals(key.blob)))
})

test('markers are kept', t => {
  const entries = parseKnownHosts(`@revoked ${line('*')}\n@cert-authority ${line('*.example.org')}`, 'f')
  t.deepEqual(
    entries.map(entry => entry.marker),
    ['@revoked', '@cert-authority'],
  )
})

const unreadable = [
  'n1',
  'n1 ssh-ed25519',
  'n1 ssh-ed25519 AAAA',
  `n1 ssh-rsa ${key.public.split(' ')[1]}`,
  `@other ${line('n1')}`,
]

for (const text of unreadable) {
  test(`a line that cannot be read trusts nobody: ${text.slice(0, 30)}`, t => {
    t.deepEqual(parseKnownHosts(text, 'f'), [])
  })
}

test('a revocation that cannot be read is an error, for passing over it would trust the key', t => {
  t.throws(() => parseKnownHosts(`\n@revoked n1 ssh-ed25519 AAAA`, 'f'), {
    message: 'f:2: this @revoked line cannot be read',
  })
})

test('no text whatever makes the parser fail otherwise, or match what is not there', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      t.deepEqual(parseKnownHosts(text.replaceAll('@revoked', ''), 'f'), [])
      t.false(matchesHost(text, 'a name with spaces, as no pattern has'))
    }),
  )
})
