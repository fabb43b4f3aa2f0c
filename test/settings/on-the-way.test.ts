import test from 'ava'
import { noSettings, registryNamed } from '../../scripts/lib/settings/carried.ts'
import type { CarriedSettings } from '../../scripts/lib/settings/carried.ts'
import { onTheWay } from '../../scripts/lib/settings/on-the-way.ts'
import { nodeWith } from './support/facts.ts'
import { toldToDocker } from './support/told-to.ts'

const places = {
  dockershim: { id: 'dockershim', daemons: ['docker'] },
  'cri-dockerd': { id: 'cri-dockerd', daemons: ['docker', 'cri-dockerd'] },
  containerd: { id: 'containerd', daemons: ['containerd'] },
  crio: { id: 'crio', daemons: ['crio'] },
}
const source = 'there'
const mirror = { value: { url: 'https://m', insecure: false }, source }
const carried: CarriedSettings = {
  ...noSettings,
  registries: [
    { ...registryNamed('docker.io'), mirrors: [mirror] },
    {
      ...registryNamed('r:5000'),
      mirrors: [{ value: { url: 'https://u:hidden@m', insecure: false }, source }],
    },
  ],
  concurrentDownloads: { value: 9, source },
  logs: { value: { files: 3 }, source: 'the inventory and there' },
  lost: [{ severity: 'warning', id: 'setting-lost', message: 'before' }],
}

const ways: [from: keyof typeof places, to: keyof typeof places, lost: string[]][] = [
  ['dockershim', 'containerd', ['before']],
  ['dockershim', 'crio', ['before', 'there is not carried over: CRI-O has a limit of its own.']],
  [
    'dockershim',
    'cri-dockerd',
    ['logs of the inventory is not carried over: Docker stays as it is between dockershim and cri-dockerd.'],
  ],
  [
    'containerd',
    'cri-dockerd',
    [
      'before',
      'The mirror https://m of r:5000 of there is not carried over: Docker has mirrors for its hub alone.',
    ],
  ],
]

for (const [from, to, lost] of ways)
  test(`what is lost from ${from} to ${to}`, t => {
    const { lost: notes, ...rest } = onTheWay(nodeWith({}), places[from], places[to], carried)
    t.deepEqual(
      notes.map(({ message }) => message),
      lost,
    )
    t.deepEqual({ ...rest, lost: carried.lost }, carried)
  })

test('a key that dockerd has as a flag is not written into daemon.json, and said to be lost', t => {
  const files = { '/etc/default/docker': 'DOCKER_OPTS="--max-concurrent-downloads 3"\n' }
  const { docker: _docker, ...facts } = nodeWith(files)
  const stopped = { ...facts, docker: undefined }
  const { lost } = onTheWay(stopped, places.containerd, places['cri-dockerd'], carried)
  t.true(
    lost.some(({ message }) => message.startsWith('max-concurrent-downloads for /etc/docker/daemon.json')),
  )
  t.regex(toldToDocker(carried), /max-concurrent-downloads/u)
  t.notRegex(toldToDocker(carried, files, ['--max-concurrent-downloads=3']), /max-concurrent-downloads/u)
})
