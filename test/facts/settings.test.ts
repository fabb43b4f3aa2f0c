import test from 'ava'
import { parseDocker } from '../../scripts/lib/facts/docker.ts'
import { parseHost } from '../../scripts/lib/facts/host.ts'
import { parseProxies } from '../../scripts/lib/facts/proxies.ts'

const frames = (bodies: Record<string, string>) =>
  new Map(Object.entries(bodies).map(([name, body]) => [name, { code: 0, body }]))

test('the proxies of each daemon are told apart, and a name in capitals wins as in Go', t => {
  const { docker, containerd, crio } = parseProxies(
    frames({ 'docker-proxy': 'HTTP_PROXY=http://a=b\nhttp_proxy=http://c\nno_proxy=d\n', 'crio-proxy': '' }),
  )
  t.deepEqual(Object.fromEntries(docker), {
    HTTP_PROXY: 'http://a=b',
    NO_PROXY: 'd',
  })
  t.is(containerd.size + crio.size, 0)
})

test('the words that dockerd was started with come without the program', t => {
  const docker = parseDocker(
    frames({
      'docker-info': '{"ServerVersion": "26.1.5"}',
      'docker-arguments': '/usr/sbin/dockerd\n-H\nfd://\n',
    }),
  )
  t.deepEqual(docker?.arguments, ['-H', 'fd://'])
})

test('the address of the node is what the kernel would use', t => {
  t.deepEqual(parseHost(frames({ address: '192.0.2.7\n' }), 0).addresses, ['192.0.2.7'])
  t.deepEqual(parseHost(frames({}), 0).addresses, [])
})
