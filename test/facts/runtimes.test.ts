import test from 'ava'
import { parseContainerd } from '../../scripts/lib/facts/containerd.ts'
import { parseCriDockerd } from '../../scripts/lib/facts/cri-dockerd.ts'
import { parseCrio } from '../../scripts/lib/facts/crio.ts'
import { parseDockerd } from '../../scripts/lib/facts/dockerd.ts'
import type { Frame } from '../../scripts/lib/facts/frames.ts'

test('images of containerd have a size, and are used under whichever name a container has them', t => {
  const facts = parseContainerd(
    frames({
      'containerd-version': 'containerd github.com/containerd/containerd 1.7.24 1.7.24',
      'containerd-images':
        'docker.io/a:1 sha256:1 2.1 MiB\nsha256:9 sha256:1 2.1 MiB\ndocker.io/b:1 sha256:2 512 B\n',
      'containerd-containers': 'c sha256:9\n',
      'containerd-sandbox-image': 'registry.k8s.io/pause:3.9\n',
    }),
  )
  t.deepEqual(facts?.images, [
    { name: 'docker.io/a:1', size: 2_202_010, used: true, incomplete: false },
    { name: 'sha256:9', size: 2_202_010, used: true, incomplete: false },
    { name: 'docker.io/b:1', size: 512, used: false, incomplete: false },
  ])
  t.is(facts?.sandboxImage, 'registry.k8s.io/pause:3.9')
})

test('a Docker that does not run has tags all the same', t => {
  const stored = {
    Repositories: { busybox: { 'busybox:1': 'sha256:1', 'busybox@sha256:2': 'sha256:1' } },
  }
  const answers = {
    'dockerd-version': 'Docker version 20.10.24+dfsg1, build 297e128\n',
    'docker-stored': `${JSON.stringify(stored)}\n`,
  }
  t.deepEqual(parseDockerd(frames(answers)), { version: '20.10.24', tags: ['busybox:1'] })
  t.deepEqual(parseDockerd(frames({ ...answers, 'docker-stored': '{"Repositories": 1}\n' }))?.tags, [])
  t.is(parseDockerd(frames({})), undefined)
})

test('cri-dockerd is known by its program, with the words and the sockets of its units', t => {
  const facts = parseCriDockerd(
    frames({
      'cri-dockerd-program': '/usr/bin/cri-dockerd\n',
      'cri-dockerd-version': 'cri-dockerd 0.4.3 (HEAD)\n',
      'cri-dockerd-arguments': '/usr/bin/cri-dockerd\n--container-runtime-endpoint\nfd://\n',
      'cri-dockerd-sockets': '/run/cri-dockerd.sock\n',
    }),
  )
  t.deepEqual(facts, {
    version: '0.4.3',
    program: '/usr/bin/cri-dockerd',
    arguments: ['--container-runtime-endpoint', 'fd://'],
    sockets: ['/run/cri-dockerd.sock'],
  })
})

const crio = { 'crio-version': 'crio version 1.36.3\n' }

test('of CRI-O the runtimes are known, and what it writes as comments because they are defaults', t => {
  const facts = parseCrio(
    frames({
      ...crio,
      'crio-config': `# root /data
# pause registry.k8s.io/pause:3.10.1
[crio.runtime]
default_runtime = "crun"
[crio.runtime.runtimes.crun]
runtime_path = "/usr/libexec/crio/crun"
monitor_path = "/usr/libexec/crio/conmon"
`,
    }),
  )
  t.is(facts?.root, '/data')
  t.is(facts?.pauseImage, 'registry.k8s.io/pause:3.10.1')
  t.deepEqual(facts?.configuration, {
    defaultRuntime: 'crun',
    monitor: '',
    runtimes: new Map([['crun', { path: '/usr/libexec/crio/crun', monitor: '/usr/libexec/crio/conmon' }]]),
  })
})

test('a configuration that CRI-O itself cannot read is unknown, and not empty', t => {
  t.is(parseCrio(frames({ ...crio, 'crio-config': '' }))?.configuration, undefined)
})

function frames(answers: Record<string, string>): Map<string, Frame> {
  return new Map(Object.entries(answers).map(([name, body]) => [name, { code: 0, body }]))
}
