import test from 'ava'
import type { DockerFacts } from '../../scripts/lib/facts/docker.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import type { CarriedSettings } from '../../scripts/lib/settings/carried.ts'
import { readContainerd } from '../../scripts/lib/settings/containerd.ts'
import { readCrio } from '../../scripts/lib/settings/crio.ts'
import { readDocker } from '../../scripts/lib/settings/docker.ts'
import { factsOf } from '../support/facts.ts'
import { nodeWith } from './support/facts.ts'

const worker = factsOf('worker-on-dockershim')

const dockers: [title: string, docker: string, kernel: string, source: string | undefined][] = [
  ['Docker 20.10 lets pods bind low ports', '20.10.24+dfsg1', '5.10.0-8-amd64', 'Docker 20.10 and newer'],
  ['Docker 19.03 does not', '19.03.15', '5.10.0-8-amd64', undefined],
  ['a kernel of EL7 does not know how', '20.10.24', '3.10.0-1160.el7.x86_64', undefined],
]

for (const [title, version, kernel, source] of dockers) {
  test(title, t => {
    const docker = { ...(worker.docker as DockerFacts), version }
    const { lowPorts } = readDocker({ ...worker, docker, host: { ...worker.host, kernel } })
    t.deepEqual(lowPorts, source === undefined ? undefined : { value: true, source })
  })
}

const cri = '[plugins."io.containerd.grpc.v1.cri"]\n'
const files: [
  title: string,
  read: (facts: Facts) => CarriedSettings,
  path: string,
  text: string,
  value?: boolean,
][] = [
  ['containerd 1.6 does not where it says nothing', readContainerd, '/etc/containerd/config.toml', cri],
  [
    'containerd 1.6 does where it is told to',
    readContainerd,
    '/etc/containerd/config.toml',
    `${cri}enable_unprivileged_ports = true\nenable_unprivileged_icmp = true\n`,
    true,
  ],
  [
    'containerd 1.6 that is told half of it does not, and that is said',
    readContainerd,
    '/etc/containerd/config.toml',
    `${cri}enable_unprivileged_icmp = true\n`,
    false,
  ],
  [
    'CRI-O with one of the two sysctls does not, and that is said',
    readCrio,
    '/etc/crio/crio.conf.d/90-refit.conf',
    '[crio.runtime]\ndefault_sysctls = ["net.ipv4.ping_group_range=0 2147483647"]\n',
    false,
  ],
  [
    'CRI-O does not where it says nothing',
    readCrio,
    '/etc/crio/crio.conf.d/90-refit.conf',
    '[crio.runtime]\n',
  ],
  [
    'CRI-O does with the sysctl for it',
    readCrio,
    '/etc/crio/crio.conf.d/90-refit.conf',
    '[crio.runtime]\ndefault_sysctls = ["net.ipv4.ip_unprivileged_port_start=0", "net.ipv4.ping_group_range=0 2147483647"]\n',
    true,
  ],
  [
    'CRI-O does not with other sysctls',
    readCrio,
    '/etc/crio/crio.conf.d/90-refit.conf',
    '[crio.runtime]\ndefault_sysctls = ["net.core.somaxconn=1024"]\n',
    false,
  ],
]

for (const [title, read, path, text, value] of files) {
  test(title, t => {
    const { lowPorts, lost } = read(nodeWith({ [path]: text }))
    t.is(lowPorts?.value, value)
    t.deepEqual(
      lost.map(({ message }) => message).filter(message => /default_sysctls|unprivileged/u.test(message))
        .length,
      value === false ? 1 : 0,
    )
  })
}

test('containerd 2.x does where nothing says otherwise', t => {
  const facts = factsOf('worker-on-cri-dockerd')
  const containerd = { ...(facts.containerd as NonNullable<Facts['containerd']>), version: '2.2.0' }
  const host = { ...facts.host, kernel: '6.1.0' }
  t.like(readContainerd({ ...facts, host, containerd }), {
    lowPorts: { value: true, source: 'containerd 2.0 and newer' },
  })
})
