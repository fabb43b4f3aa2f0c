import { readFileSync } from 'node:fs'
import test from 'ava'
import { checked } from '../../scripts/lib/migrate/checked.ts'
import { wantedOf } from '../../scripts/lib/migrate/context.ts'
import type { PlannedNode } from '../../scripts/lib/migrate/plan.ts'
import type { Host } from '../../scripts/lib/inventory/inventory.ts'
import { parseInventory } from '../../scripts/lib/inventory/inventory.ts'
import type { Session } from '../../scripts/lib/ssh/session.ts'
import type { NodePlan } from '../../scripts/lib/plan/plan.ts'
import { nodeOnDocker } from '../checks/node/support/subject.ts'
import { controller, fakeApi, node, pod, withSocket } from '../checks/support/api.ts'
import { fakeRun } from '../support/run.ts'

const item: NodePlan['items'][number] = {
  phase: 'switch',
  action: 'stop',
  subject: 'docker.service',
  reasons: [],
  irreversible: false,
  sensitive: false,
  steps: [],
}

const { facts } = nodeOnDocker()

function planned(host: Host, items = [item], before: NodePlan['notes'] = []): PlannedNode {
  const plan = { host: host.name, items, notes: before, fingerprint: '', fingerprintParts: {} }
  const { name } = host
  return {
    name,
    host,
    node: name,
    wanted: wantedOf('containerd'),
    socket: '',
    controlPlane: false,
    facts,
    plan,
  }
}

/** The notes of each node: "n1 blocker docker-socket: …". */
/** A node that tells what the fixtures of the survey have. */
const survey = readFileSync(new URL('../checks/node/fixtures/worker.survey.txt', import.meta.url), 'utf8')
const session: Session = {
  host: 'n1',
  cost: { connections: 1, roundTrips: 1 },
  run: async () => ({ code: 0, stdout: survey, stderr: '' }),
  close: async () => {},
}

async function notes(
  nodes: readonly PlannedNode[],
  lists: Record<string, readonly object[]>,
): Promise<string[]> {
  const { open } = fakeRun(async () => session)
  const run = { ...open.run, kubectl: () => fakeApi(lists).kubectl }
  const all = await checked({ ...open, run }, nodes)
  return all.flatMap(({ name, plan }) =>
    plan.notes.map(({ severity, id, message }) => `${name} ${severity} ${id}: ${message}`),
  )
}

const inventory = (top = '') => parseInventory(`${top}\nhosts: { n1: , n2: }`, 'x.yaml').hosts
const owner = { kind: 'Deployment', name: 'runner', uid: 'd' }
const lists = {
  '/api/v1/nodes': [node('n1'), node('n2')],
  '/apis/apps/v1/deployments': [controller('runner', 'd', withSocket)],
  '/api/v1/pods': [pod('runner-1', { owner, on: 'n2', spec: withSocket })],
}
const said = 'Deployment shop/runner: The volume sock mounts /var/run/docker.sock.'

test('a blocker of the checks stands with the node that the pods are on, in the words of check', async t => {
  t.deepEqual(
    await notes(
      inventory().map(host => planned(host)),
      lists,
    ),
    [`n2 blocker docker-socket: ${said}`],
  )
})

test('a blocker whose owner has no pod now stands with the first node', async t => {
  t.deepEqual(
    await notes(
      inventory().map(host => planned(host)),
      { ...lists, '/api/v1/pods': [] },
    ),
    [`n1 blocker docker-socket: ${said}`],
  )
})

const waiver = (until: string) =>
  `checks: { waivers: [{ id: docker-socket, reason: it goes too, until: '${until}', match: Deployment shop/* }] }`

test('a waiver lets it pass, and is told', async t => {
  t.deepEqual(
    await notes(
      inventory(waiver('2999-12-31')).map(host => planned(host)),
      lists,
    ),
    [`n2 note docker-socket: ${said} Waived until 2999-12-31: it goes too`],
  )
})

test('a waiver that is over does not', async t => {
  t.deepEqual(
    await notes(
      inventory(waiver('1969-12-31')).map(host => planned(host)),
      lists,
    ),
    [`n2 blocker docker-socket: ${said}`],
  )
})

test('nodes that have left Docker, and those with nothing to change, are not held up', async t => {
  const left = { ...lists, '/api/v1/nodes': [node('n1'), node('n2', { runtime: 'containerd://1.7.24' })] }
  t.deepEqual(
    await notes(
      inventory().map(host => planned(host)),
      left,
    ),
    [],
  )
  t.deepEqual(
    await notes(
      inventory().map(host => planned(host, [])),
      lists,
    ),
    [],
  )
})

test('what the plan says already is not said twice', async t => {
  const note = {
    severity: 'blocker',
    id: 'bare-pod',
    message: 'The pod shop/alone has no controller.',
  } as const
  const bare = { '/api/v1/nodes': lists['/api/v1/nodes'], '/api/v1/pods': [pod('alone')] }
  const [host] = inventory()
  if (host === undefined) throw new Error('no host')
  t.deepEqual(await notes([planned(host, [item], [note])], bare), [`n1 blocker bare-pod: ${note.message}`])
})

test('a node whose survey cannot be read is told, and the plan goes on', async t => {
  const { open } = fakeRun(async () => ({
    ...session,
    run: async () => ({ code: 0, stdout: 'garbage', stderr: '' }),
  }))
  const [host] = inventory()
  if (host === undefined) throw new Error('no host')
  const run = { ...open.run, kubectl: () => fakeApi({ '/api/v1/nodes': [node('n1')] }).kubectl }
  const [first] = await checked({ ...open, run }, [planned(host)])
  t.deepEqual(
    first?.plan.notes.map(({ severity, id }) => `${severity} ${id}`),
    ['warning not-checked'],
  )
})
