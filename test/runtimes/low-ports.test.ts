import test from 'ava'
import type { DockerFacts } from '../../scripts/lib/facts/docker.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import { dockershim } from '../../scripts/lib/runtimes/dockershim.ts'
import { bindsLowPorts } from '../../scripts/lib/runtimes/low-ports.ts'
import { factsOf } from '../support/facts.ts'

const worker = factsOf('worker-on-dockershim')

const cases: [title: string, docker: string, kernel: string, expected: boolean][] = [
  ['Docker 20.10 lets pods bind low ports', '20.10.24+dfsg1', '5.10.0-8-amd64', true],
  ['Docker 19.03 does not', '19.03.15', '5.10.0-8-amd64', false],
  ['a kernel of EL7 does not know how', '20.10.24', '3.10.0-1160.el7.x86_64', false],
]

for (const [title, version, kernel, expected] of cases) {
  test(title, t => {
    const docker = { ...(worker.docker as DockerFacts), version }
    const facts = { ...worker, docker, host: { ...worker.host, kernel } }
    t.is(bindsLowPorts({ facts, current: dockershim }), expected)
  })
}

test('who does not come from Docker gets nothing that was not there', t => {
  t.false(bindsLowPorts({ facts: worker, current: containerd }))
})
