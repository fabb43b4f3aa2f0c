import test from 'ava'
import { readDocker } from '../../scripts/lib/settings/docker.ts'
import { dockerKeys } from '../../scripts/lib/settings/docker-keys.ts'
import { nodeWith } from './support/facts.ts'
import { keyCases } from './support/docker-keys.ts'
import { told } from './support/told.ts'

const file = '/etc/docker/daemon.json'
const daemon = (json: object) => readDocker(nodeWith({ [file]: JSON.stringify(json) }))

test('there is a case for every key', t => {
  t.deepEqual(keyCases.map(({ key }) => key).toSorted(), dockerKeys.map(({ key }) => key).toSorted())
})

for (const { key, json, words, gives = {}, loses } of keyCases) {
  test(`${key} of daemon.json`, t => {
    const read = daemon({ [key]: json })
    t.deepEqual(told(read), gives)
    const [note, ...others] = read.lost.filter(({ id }) => id === 'setting-lost')
    t.is(others.length, 0)
    t.is(note === undefined, loses === undefined)
    if (note !== undefined)
      t.true(note.message.startsWith(expected(`${key} of ${file}`, loses, note.message)), note.message)
  })

  if (words.length > 0)
    test(`${key} as ${words.join(' ')} of dockerd`, t => {
      const read = readDocker(nodeWith({}, words))
      t.deepEqual(told(read), gives)
      t.is(read.lost.filter(({ id }) => id === 'setting-lost').length, loses === undefined ? 0 : 1)
    })
}

// A part of a value is said to be lost with what it is a part of.
function expected(source: string, loses: string | undefined, whole: string): string {
  const before = whole.includes(` in ${source}`)
    ? whole.slice(0, whole.indexOf(` in ${source}`)) + ' in '
    : ''
  return `${before}${source} is not carried over: ${loses}`
}

test('a key that nobody knows is said to be lost, and so is a value that is not understood', t => {
  t.regex(daemon({ 'new-in-40': 1 }).lost[0]?.message ?? '', /^new-in-40 of .*: refit does not know it\.$/u)
  t.regex(
    daemon({ 'log-opts': 7 }).lost[0]?.message ?? '',
    /^log-opts of .* does not understand its value\.$/u,
  )
})

test('a daemon.json that is not JSON says nothing', t => {
  t.deepEqual(told(readDocker(nodeWith({ [file]: '{"mtu"' }))), {})
})

test('a daemon.json elsewhere is the one that counts', t => {
  const files = {
    '/etc/own.json': '{"max-concurrent-downloads": 7}',
    [file]: '{"max-concurrent-downloads": 9}',
  }
  const read = readDocker(nodeWith(files, ['--config-file', '/etc/own.json']))
  t.deepEqual(read.concurrentDownloads, { value: 7, source: 'max-concurrent-downloads of /etc/own.json' })
})

test('a flag is said to come from the file that holds it', t => {
  const source = (files: Record<string, string>) =>
    readDocker(nodeWith(files, ['--max-concurrent-downloads=7'])).concurrentDownloads?.source
  const flag = '--max-concurrent-downloads'
  t.is(source({ '/etc/default/docker': `DOCKER_OPTS="${flag}=7"` }), `${flag} in /etc/default/docker`)
  t.is(source({ '/etc/sysconfig/docker': `OPTIONS='${flag}=7'` }), `${flag} in /etc/sysconfig/docker`)
  t.is(
    source({ '/etc/default/docker': `DOCKER_OPTS="${flag}-x=7"` }),
    `${flag} on the command line of dockerd`,
  )
})

test('a mirror that is an insecure registry too is asked as one', t => {
  const read = daemon({ 'registry-mirrors': ['https://r:5000/hub'], 'insecure-registries': ['r:5000'] })
  t.like(read.registries[0]?.mirrors[0]?.value, { url: 'https://r:5000/hub', insecure: true })
})

test('of an insecure network the registries in it that images come from are insecure', t => {
  const facts = nodeWith({
    [file]: '{"insecure-registries": ["192.0.2.0/24", "198.51.100.0/24", "127.0.0.0/8"]}',
  })
  const docker = facts.docker as NonNullable<typeof facts.docker>
  const image = { id: 'x', size: 1, digests: [] }
  const images = [{ ...image, tags: ['192.0.2.9:5000/a:1', 'docker.io/b:1', '203.0.113.1/c:1'] }]
  const read = readDocker({ ...facts, docker: { ...docker, images } })
  t.deepEqual(
    read.registries.map(({ host, insecure }) => [host, insecure?.source]),
    [['192.0.2.9:5000', `192.0.2.0/24 in insecure-registries of ${file}`]],
  )
  t.deepEqual(
    read.lost.filter(({ id }) => id === 'setting-lost').map(({ message: text }) => text.split(' ')[0]),
    ['198.51.100.0/24'],
  )
})

const sizes: [size: string, files: string | undefined, logs: object | undefined][] = [
  ['10m', undefined, { size: 10_000_000, files: 1 }],
  ['10MiB', '2', { size: 10_000_000, files: 2 }],
  ['1.5g', '2', { size: 1_500_000_000, files: 2 }],
  ['4096', '2', { size: 4096, files: 2 }],
  ['-1', '3', undefined],
  ['ten', '3', undefined],
]

for (const [size, files, logs] of sizes)
  test(`a log of max-size ${size} and max-file ${files ?? 'none'}`, t => {
    const read = daemon({ 'log-opts': { 'max-size': size, ...(files && { 'max-file': files }) } })
    t.deepEqual(read.logs?.value, logs)
    // Without a limit Docker keeps everything, which kubelet does not.
    t.is(
      read.lost.some(({ id }) => id === 'logs-rotated'),
      logs === undefined,
    )
  })

test('options of logs that kubelet has not are lost, each by its name', t => {
  const read = daemon({ 'log-opts': { 'max-size': '1m', tag: '{{.Name}}', labels: 'a' } })
  const lost = read.lost.map(({ message: text }) => text.split(' ')[0])
  t.deepEqual(lost, ['tag', 'labels'])
})

test('the proxy of the environment counts where Docker is told of none', t => {
  const docker = new Map(Object.entries({ HTTP_PROXY: 'http://e', NO_PROXY: 'a' }))
  const read = (json: string) => {
    const facts = nodeWith({ [file]: json })
    return readDocker({ ...facts, proxies: { ...facts.proxies, docker } }).proxy
  }
  t.deepEqual(read('{}'), {
    value: { http: 'http://e', no: 'a' },
    source: 'the environment of docker.service',
  })
  t.deepEqual(read('{"proxies": {"http-proxy": "http://f"}}')?.value, { http: 'http://f', no: 'a' })
})

test("certificates and root's logins are carried, and the key and the password are secrets", t => {
  const read = readDocker(
    nodeWith({
      '/etc/docker/certs.d/r:5000/ca.crt': 'CA',
      '/etc/docker/certs.d/r:5000/other.crt': 'CB',
      '/etc/docker/certs.d/r:5000/client.cert': 'CERT',
      '/etc/docker/certs.d/r:5000/client.key': 'hidden',
      '/etc/docker/certs.d/r:5000/alone.cert': 'no key',
      '/root/.docker/config.json': JSON.stringify({
        auths: { 'r:5000': { auth: 'aGlkZGVu' }, 'g.example': {} },
        credHelpers: { 'g.example': 'gcr' },
      }),
    }),
  )
  const [registry] = read.registries
  t.deepEqual(
    registry?.authorities.map(({ value }) => value),
    ['CA', 'CB'],
  )
  t.deepEqual(
    registry?.clients.map(({ value }) => [value.certificate, value.key.reveal()]),
    [['CERT', 'hidden']],
  )
  t.deepEqual(
    read.credentials.map(({ value }) => [value.host, value.entry.reveal()]),
    [['r:5000', '{"auth":"aGlkZGVu"}']],
  )
  t.notRegex(JSON.stringify(read), /hidden|aGlkZGVu/u)
  t.regex(read.lost[0]?.message ?? '', /^The login to g\.example of .* asks no credential helper/u)
})

test("kubelet's deadline for pulls is dockershim's, and lost with it", t => {
  const facts = nodeWith({})
  const kubelet = facts.kubelet as NonNullable<typeof facts.kubelet>
  const words = [...kubelet.arguments, '--image-pull-progress-deadline=2m']
  const { lost } = readDocker({ ...facts, kubelet: { ...kubelet, arguments: words } })
  t.true(lost.some(({ message }) => message.startsWith('--image-pull-progress-deadline=2m of kubelet')))
})
