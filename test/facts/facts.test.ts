import { readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { parseDocker } from '../../scripts/lib/facts/docker.ts'
import { parseFacts } from '../../scripts/lib/facts/facts.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { currentRuntime } from '../../scripts/lib/runtimes/runtimes.ts'

// Captured with probe.sh from nodes of the lab's classic profile: Debian 12, Docker 20.10, kubelet 1.23.17.
const worker = facts('worker-on-dockershim.txt')
const controlPlane = facts('control-plane-on-dockershim.txt')

test('a worker on dockershim is read whole', t => {
  t.is(worker.host.hostname, 'n2')
  t.is(worker.host.system, 'Debian GNU/Linux 12 (bookworm)')
  t.deepEqual(worker.host.family, ['debian'])
  t.is(worker.host.systemd, 252)
  t.is(worker.host.cgroup, 1)
  t.is(worker.kubelet?.version, '1.23.17')
  t.is(worker.kubelet?.nodeName, 'n2')
  t.is(worker.kubelet?.endpoint, undefined)
  t.is(worker.kubelet?.cgroupDriver, 'cgroupfs')
  t.false(worker.kubelet?.controlPlane)
  t.is(worker.docker?.version, '20.10.24+dfsg1')
  t.is(worker.containerd?.version, '1.6.20')
  t.true(worker.containerd?.running)
  t.is(worker.cniPlugins, '/opt/cni/bin')
  t.deepEqual(worker.cniConfigurations, ['10-lab.conflist'])
})

test('the containers of pods are told from others, and sandboxes from containers', t => {
  const containers = worker.docker?.containers ?? []
  t.true(containers.length > 0)
  t.true(containers.every(({ pod }) => pod !== ''))
  t.is(containers.filter(({ sandbox }) => sandbox).length, containers.length / 2)
  t.true(containers.some(({ podName }) => podName === 'default/lab-static-n2'))
})

const silences: [name: string, code: number, problem: string][] = [
  ['docker-containers', 124, 'docker-containers (no answer in time)'],
  ['docker-images', 1, 'docker-images (exit code 1)'],
]

for (const [name, code, problem] of silences) {
  test(`${name} that fails with ${code} is a problem, and not an empty Docker`, t => {
    const answer = read('worker-on-dockershim.txt').replace(`#refit ${name} 0 `, `#refit ${name} ${code} `)
    t.deepEqual(parseFacts(answer, 0).docker?.problems, [problem])
    t.deepEqual(worker.docker?.problems, [])
  })
}

test("Docker's proxy is known without its password, and so are the registries with CAs of their own", t => {
  const proxies = '"HttpProxy":"http://u:p@ss@proxy:3128/","HttpsProxy":"u:pass@proxy","NoProxy":"10.0.0.0/8"'
  const body = `{"ServerVersion":"20.10.24",${proxies}}`
  const docker = parseDocker(
    new Map([
      ['docker-info', { code: 0, body }],
      ['docker-certificates', { code: 0, body: 'registry.example:5000\n' }],
    ]),
  )
  t.deepEqual(docker?.proxy, ['HTTP_PROXY=http://proxy:3128/', 'HTTPS_PROXY=proxy', 'NO_PROXY=10.0.0.0/8'])
  t.deepEqual(docker?.certificates, ['registry.example:5000'])
  t.deepEqual(worker.docker?.proxy, [])
  t.deepEqual(worker.docker?.certificates, [])
})

test('images come with their tags and sizes', t => {
  const pause = worker.docker?.images.find(({ tags }) => tags.includes('registry.k8s.io/pause:3.6'))
  t.true((pause?.size ?? 0) > 100_000)
})

test('files come with their content, owner and mode, and a missing one as missing', t => {
  const file = worker.observed.files.get('/var/lib/kubelet/kubeadm-flags.env')
  t.like(file, { exists: true, owner: 'root', group: 'root', mode: '0644' })
  t.regex(file?.content ?? '', /--network-plugin=cni/u)
  t.deepEqual(worker.observed.files.get('/etc/crictl.yaml'), { exists: false })
})

test('units come with their states, and a missing one as missing', t => {
  t.like(worker.observed.units.get('docker.service'), { exists: true, active: true, enabled: 'enabled' })
  t.like(worker.observed.units.get('cri-docker.service'), { exists: false, active: false })
})

test('a control plane node is known by its static pods', t => {
  t.true(controlPlane.kubelet?.controlPlane)
})

test('a worker on cri-dockerd is read whole', t => {
  // From the modern profile: Debian 13, Docker 26.1, cri-dockerd 0.4.3, kubelet 1.34.1.
  const modern = facts('worker-on-cri-dockerd.txt')
  t.is(modern.kubelet?.endpoint, 'unix:///run/cri-dockerd.sock')
  t.is(currentRuntime(modern)?.id, 'cri-dockerd')
  t.is(modern.containerd?.version, '1.7.24')
  t.true(modern.observed.files.get('/var/lib/kubelet/instance-config.yaml')?.exists)
  t.like(modern.observed.units.get('cri-docker.socket'), { exists: true, active: true, enabled: 'enabled' })
})

test('the runtime is told by what kubelet uses, not by what is installed', t => {
  t.is(currentRuntime(worker)?.id, 'dockershim')
  const moved = {
    ...worker,
    kubelet: { ...worker.kubelet, endpoint: 'unix:///run/containerd/containerd.sock' },
  }
  t.is(currentRuntime(moved as Facts)?.id, 'containerd')
  const stopped = { ...worker, kubelet: { ...worker.kubelet, running: false } }
  t.is(currentRuntime(stopped as Facts), undefined)
})

test('an answer that is cut off anywhere is refused', t => {
  const whole = read('worker-on-dockershim.txt')
  fc.assert(
    fc.property(fc.nat(whole.length - 2), length => {
      t.throws(() => parseFacts(whole.slice(0, length), 0))
    }),
    { numRuns: 30 },
  )
})

test('garbage is refused, and never passes for facts', t => {
  fc.assert(
    fc.property(fc.string(), text => {
      t.throws(() => parseFacts(text, 0))
    }),
  )
})

function facts(name: string): Facts {
  return parseFacts(read(name), 0)
}

function read(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}
