import test from 'ava'
import type { Migration } from '../../scripts/lib/migrate/migration.ts'
import { expectSameContainers } from '../../scripts/lib/migrate/same-containers.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import type { RunResult } from '../../scripts/lib/ssh/session.ts'
import { factsOf } from '../support/facts.ts'
import { fakeKubectl } from '../support/kubectl.ts'
import { fakeRun, hosts } from '../support/run.ts'

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]

test('the same containers are the proof, whatever else was started meanwhile', async t => {
  const { change, asked } = changeOf([`${a}\n${b}\n${'c'.repeat(64)}\n`])
  await t.notThrowsAsync(expectSameContainers(change))
  t.deepEqual(asked, [])
})

test('a runtime that does not list them yet is asked again', async t => {
  const { change } = changeOf(['', `${a}\n`, `${a}\n${b}\n`])
  await t.notThrowsAsync(expectSameContainers(change))
})

test('a container that stays away is a fault of its pod', async t => {
  const { change } = changeOf([`${a}\n`])
  await t.throwsAsync(expectSameContainers(change), {
    message: 'These pods were to run through the change, and did not: default/web.',
  })
})

/** A change of a node on which `a` and `b` ran before; `listed` is what it lists afterwards, one time after the other. */
function changeOf(listed: string[]) {
  const status = { containerID: `containerd://${b}`, state: { running: {} } }
  const pod = {
    metadata: { name: 'web', namespace: 'default' },
    spec: { nodeName: 'n2' },
    status: { phase: 'Running', containerStatuses: [status] },
  }
  const answer = { stdout: JSON.stringify({ items: [pod] }) }
  const { kubectl, asked } = fakeKubectl({
    'get pods --all-namespaces --field-selector=spec.nodeName=n2': answer,
  })
  const session = {
    host: 'n2',
    cost: { connections: 1, roundTrips: 0 },
    close: async () => {},
    run: async (script: string): Promise<RunResult> => {
      if (!script.includes('ctr -n k8s.io tasks ls')) throw new Error(`the fake was not told of ${script}`)
      const stdout = listed.length > 1 ? listed.shift() : listed[0]
      return { code: 0, stdout: stdout ?? '', stderr: '' }
    },
  }
  const { run } = fakeRun(() => Promise.resolve(session))
  const [host] = hosts('n2')
  if (host === undefined) throw new Error('the inventory has a host')
  const facts = factsOf('worker-on-dockershim')
  const before = {
    node: 'n2',
    schedulable: true,
    socket: undefined,
    stayed: [],
    unready: [],
    // As a transaction notes one: the beginning of its id.
    containers: [a, b.slice(0, 12)],
    ready: [],
  }
  const change: Omit<Migration, 'transaction' | 'plan'> = {
    run: { ...run, kubectl: () => kubectl },
    host,
    facts,
    from: containerd,
    target: containerd,
    becomes: 'containerd 2.4.2',
    inPlace: true,
    drains: false,
    before,
    socket: containerd.socket,
    mark: { cordoned: false, beyondReturn: false },
  }
  const plan = { host: 'n2', items: [], notes: [], fingerprint: '', fingerprintParts: {} }
  return { change: { ...change, plan }, asked }
}
