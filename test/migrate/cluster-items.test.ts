import test from 'ava'
import { clusterPart } from '../../scripts/lib/migrate/cluster-items.ts'
import { fakeKubectl } from '../support/kubectl.ts'

const drain = { force: false, deleteEmptyDirData: true }
const owned = { ownerReferences: [{ kind: 'ReplicaSet', name: 'web' }] }

const selectors: [title: string, selector: object | undefined, counts: boolean][] = [
  ['of its labels', { matchLabels: { app: 'web' } }, true],
  ['of other labels', { matchLabels: { app: 'db' } }, false],
  ['that is empty', {}, true],
  ['that is missing', undefined, false],
  ['with In', { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'web'] }] }, true],
  ['with In of others', { matchExpressions: [{ key: 'app', operator: 'In', values: ['db'] }] }, false],
  ['with NotIn', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, false],
  [
    'with NotIn of a label that it lacks',
    { matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['y'] }] },
    true,
  ],
  ['with Exists', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
  ['with DoesNotExist', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
  [
    'of its labels, but not of all expressions',
    { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'x', operator: 'Exists' }] },
    false,
  ],
]

for (const [title, selector, counts] of selectors) {
  test(`a budget with a selector ${title} ${counts ? 'counts' : 'does not count'} for a pod`, async t => {
    const budget = {
      metadata: { name: 'web', namespace: 'default' },
      spec: selector === undefined ? {} : { selector },
      status: { disruptionsAllowed: 0 },
    }
    const { notes } = await part([pod(owned)], [budget])
    t.deepEqual(
      notes.map(({ id }) => id),
      counts ? ['budget-blocks'] : [],
    )
  })
}

test('a budget of another namespace does not count', async t => {
  const metadata = { name: 'web', namespace: 'other' }
  const { notes } = await part(
    [pod(owned)],
    [{ metadata, spec: { selector: {} }, status: { disruptionsAllowed: 0 } }],
  )
  t.deepEqual(notes, [])
})

test('a pod without a controller is a blocker, unless the drain is told to delete it', async t => {
  const { notes } = await part([pod({})], [])
  t.like(notes[0], { id: 'bare-pod', severity: 'blocker' })
  const forced = await part([pod({})], [], { ...drain, force: true })
  t.like(forced.notes[0], { id: 'bare-pod', severity: 'warning' })
})

test('pods whose emptyDir volumes are lost are named, and block a drain that may not lose them', async t => {
  const pods = [pod(owned, [{ name: 'cache', emptyDir: {} }]), pod(owned, [{ name: 'x', configMap: {} }])]
  const { notes } = await part(pods, [])
  t.is(notes.length, 1)
  t.like(notes[0], { id: 'empty-dir-lost', severity: 'warning' })
  t.regex(notes[0]?.message ?? '', /: default\/web-1\.$/u)
  const kept = await part(pods, [], { ...drain, deleteEmptyDirData: false })
  t.like(kept.notes[0], { id: 'empty-dir-kept', severity: 'blocker' })
})

test('where no pod moves, nothing is said of pods', async t => {
  const { kubectl } = answers([pod({}, [{ name: 'cache', emptyDir: {} }])], [])
  t.deepEqual(await clusterPart(kubectl, 'n2', 'boot-1', 'unix:///x.sock', undefined), {
    items: [],
    notes: [],
  })
})

function part(pods: object[], budgets: object[], how = drain) {
  const { kubectl } = answers(pods, budgets)
  return clusterPart(kubectl, 'n2', 'boot-1', 'unix:///run/containerd/containerd.sock', how)
}

function answers(pods: object[], budgets: object[]) {
  return fakeKubectl({
    'get node n2': { stdout: JSON.stringify(node) },
    'get pods': { stdout: JSON.stringify({ items: pods }) },
    'get pdb': { stdout: JSON.stringify({ items: budgets }) },
  })
}

const node = {
  metadata: { name: 'n2' },
  spec: {},
  status: {
    nodeInfo: { bootID: 'boot-1', containerRuntimeVersion: 'docker://20.10.24', kubeletVersion: 'v1.23.17' },
  },
}

function pod(metadata: object, volumes: object[] = []) {
  return {
    metadata: { name: 'web-1', namespace: 'default', labels: { app: 'web' }, ...metadata },
    spec: { nodeName: 'n2', volumes },
    status: { phase: 'Running' },
  }
}
