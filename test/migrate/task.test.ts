import test from 'ava'
import { z } from 'zod'
import type { TaskContext } from '../../scripts/lib/engine/task.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { parseInventory } from '../../scripts/lib/inventory/inventory.ts'
import { wantedOf } from '../../scripts/lib/migrate/context.ts'
import { migrateTask } from '../../scripts/lib/migrate/task.ts'
import { change } from '../../scripts/lib/plan/change.ts'
import { makeItems } from '../../scripts/lib/plan/make.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import { renderer } from '../../scripts/lib/plan/render.ts'
import { factsOf } from '../support/facts.ts'

const task = migrateTask(wantedOf('containerd'))
const [host] = parseInventory('hosts:\n  n2: {}\n', 'test.yaml').hosts
const worker = factsOf('worker-on-dockershim')

test('a node is taken off dockershim in an order that can be walked backwards', t => {
  const steps = plan(worker).filter(({ action }) => action !== 'carry')
  t.deepEqual(
    steps.map(({ action, subject }) => `${action} ${subject}`),
    [
      'run containerd 1.6.20 reads its new configuration',
      'run kubelet reads its new flags',
      'stop kubelet.service',
      'stop the containers of Kubernetes in Docker',
      'stop docker.service',
      'disable docker.service',
      'stop docker.socket',
      'disable docker.socket',
      'stop containerd.service',
      'update /etc/containerd/config.toml',
      'create /etc/containerd/certs.d/198.18.0.1:5000/hosts.toml',
      'create /etc/crictl.yaml',
      'update /var/lib/kubelet/kubeadm-flags.env',
      'update /var/lib/kubelet/config.yaml',
      'start containerd.service',
      'run containerd answers over CRI',
      'start kubelet.service',
    ],
  )
})

test('every tagged image of Docker is carried over before anything stops', t => {
  const carried = plan(worker).filter(({ action }) => action === 'carry')
  t.true(carried.length > 0)
  t.true(carried.every(({ phase }) => phase === 'prepare'))
  t.true(carried.some(({ subject }) => subject === 'docker.io/lab/local-only:1'))
})

test('kubelet gets the flags of its version, and loses those of dockershim', t => {
  const flags = plan(worker).find(({ subject }) => subject.endsWith('kubeadm-flags.env'))
  const [step] = flags?.steps ?? []
  t.is(
    step?.do === 'write' ? step.content : '',
    'KUBELET_KUBEADM_ARGS="--pod-infra-container-image=registry.k8s.io/pause:3.6 --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock"\n',
  )
})

test('Docker stays up for containers that are not of Kubernetes', t => {
  const docker = worker.docker as NonNullable<Facts['docker']>
  const other = {
    id: 'a',
    running: true,
    pod: '',
    podName: '',
    sandbox: false,
    image: 'b',
    name: 'compose_web_1',
  }
  const facts = { ...worker, docker: { ...docker, containers: [...docker.containers, other] } }
  const subjects = plan(facts).map(({ action, subject }) => `${action} ${subject}`)
  t.false(subjects.some(subject => subject.includes('docker.service')))
  t.false(subjects.includes('stop containerd.service'))
  t.true(subjects.includes('run restart containerd.service'))
  t.true(task.notes?.(contextOf(facts)).some(({ id }) => id === 'other-containers'))
})

test('a node that runs containerd already needs nothing', t => {
  const kubelet = { ...(worker.kubelet as NonNullable<Facts['kubelet']>), endpoint: containerd.socket }
  t.deepEqual(plan({ ...worker, kubelet }), [])
})

test('a node whose kubelet does not run is not guessed about', t => {
  const kubelet = { ...(worker.kubelet as NonNullable<Facts['kubelet']>), running: false }
  t.deepEqual(plan({ ...worker, kubelet }), [])
  t.like(task.notes?.(contextOf({ ...worker, kubelet }))[0], { severity: 'blocker', id: 'kubelet-stopped' })
})

test('a kubelet whose flags cannot be found is a blocker, not a crash', t => {
  const files = new Map([...worker.observed.files, ['/var/lib/kubelet/kubeadm-flags.env', { exists: false }]])
  const facts = { ...worker, observed: { ...worker.observed, files } }
  t.deepEqual(plan(facts), [])
  const note = task.notes?.(contextOf(facts)).find(({ id }) => id === 'kubelet-flags')
  t.is(note?.severity, 'blocker')
  t.regex(note?.message ?? '', /^kubelet runs with --network-plugin,/u)
})

function plan(facts: Facts) {
  return makeItems(z.array(change).parse(task.changes(contextOf(facts))), facts.observed)
}

function contextOf(facts: Facts): TaskContext {
  if (host === undefined) throw new Error('no host')
  return { facts, host, vars: {}, render: renderer(undefined) }
}
