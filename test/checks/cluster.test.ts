import test from 'ava'
import { beginLook, lookAtCluster } from '../../scripts/lib/checks/look.ts'
import { budget, controller, fakeApi, node, pod, withSocket } from './support/api.ts'

const drain = { force: false, skip: false, disableEviction: false }

/** "id owner: message" of everything that is found, without the notes. */
async function found(
  lists: Record<string, readonly object[]>,
  settings = drain,
  notes = false,
): Promise<string[]> {
  const look = beginLook({ only: new Set(), skip: new Set() }, 'containerd')
  await lookAtCluster(look, fakeApi(lists).kubectl, settings)
  return look.found
    .all()
    .filter(({ severity }) => notes || severity !== 'note')
    .map(({ id, owner, message }) => `${id} ${owner}: ${message}`)
}

const deployment = { kind: 'Deployment', name: 'api', uid: 'd1' }
const replicaSet = { kind: 'ReplicaSet', name: 'api-1', uid: 'r1' }
const [nodes, pods, deployments, replicaSets, budgets] = [
  '/api/v1/nodes',
  '/api/v1/pods',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/replicasets',
  '/apis/policy/v1/poddisruptionbudgets',
]

test('a hundred pods of a Deployment are one finding, and it is the Deployment’s', async t => {
  const many = Array.from({ length: 100 }, (_, index) =>
    pod(`api-1-${index}`, { owner: replicaSet, cpu: '1m', spec: withSocket }),
  )
  const all = await found({
    [nodes]: [node('n1'), node('n2')],
    [deployments]: [controller('api', 'd1', withSocket)],
    [replicaSets]: [controller('api-1', 'r1', withSocket, deployment)],
    [pods]: many,
  })
  t.deepEqual(all, ['docker-socket Deployment shop/api: The volume sock mounts /var/run/docker.sock.'])
})

test('what only the pods have, such as a sidecar that was injected, is found at their owner too', async t => {
  const all = await found({
    [nodes]: [node('n1'), node('n2')],
    [deployments]: [controller('api', 'd1')],
    [replicaSets]: [controller('api-1', 'r1', {}, deployment)],
    [pods]: [pod('api-1-x', { owner: replicaSet, spec: withSocket })],
  })
  t.deepEqual(all, ['docker-socket Deployment shop/api: The volume sock mounts /var/run/docker.sock.'])
})

test('static pods, CronJobs without pods, controllers that nobody knows, and pods alone each have a name', async t => {
  const all = await found({
    [nodes]: [node('n1'), node('n2')],
    '/apis/batch/v1/cronjobs': [
      {
        metadata: { name: 'clean', namespace: 'shop', uid: 'c1' },
        spec: { jobTemplate: { spec: { template: { spec: { containers: [], ...withSocket } } } } },
      },
    ],
    [pods]: [
      pod('etcd-n1', {
        annotations: { 'kubernetes.io/config.mirror': 'x' },
        owner: { kind: 'Node', name: 'n1', uid: 'n' },
        spec: withSocket,
      }),
      pod('game-0', { owner: { kind: 'GameServer', name: 'game', uid: 'g' }, spec: withSocket }),
      pod('alone', { spec: withSocket }),
    ],
  })
  t.deepEqual(
    all.filter(line => line.startsWith('docker-socket ')).map(line => line.split(':')[0]),
    ['CronJob shop/clean', 'Static pod shop/etcd-n1', 'GameServer shop/game', 'Pod shop/alone'].map(
      owner => `docker-socket ${owner}`,
    ),
  )
})

test('a pod that has ended is not looked at', async t => {
  const ended = { ...pod('done', { spec: withSocket }), status: { phase: 'Succeeded' } }
  t.deepEqual(await found({ [nodes]: [node('n1')], [pods]: [ended] }), [])
})

const labels = { app: 'api' }
const selector = { matchLabels: labels }
const two = [pod('a', { owner: replicaSet, labels }), pod('b', { owner: replicaSet, labels, on: 'n2' })]
const healthy = { expectedPods: 2, currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1 }
const cases: [name: string, objects: object[], wanted: string[]][] = [
  ['a budget that lets one go is fine', [budget('api', { selector, maxUnavailable: 1 }, healthy)], []],
  [
    'maxUnavailable 0 never lets any go',
    [budget('api', { selector, maxUnavailable: 0 }, { ...healthy, disruptionsAllowed: 0 })],
    [
      'budget-never PodDisruptionBudget shop/api: It can never allow one of its 2 pods to be evicted (maxUnavailable: 0).',
    ],
  ],
  [
    'nor does minAvailable for all',
    [budget('api', { selector, minAvailable: 2 }, { ...healthy, desiredHealthy: 2, disruptionsAllowed: 0 })],
    [
      'budget-never PodDisruptionBudget shop/api: It can never allow one of its 2 pods to be evicted (minAvailable: 2).',
    ],
  ],
  [
    'one whose pods are ill blocks now, and keeps them',
    [
      budget(
        'api',
        { selector, minAvailable: 1 },
        { expectedPods: 2, currentHealthy: 0, desiredHealthy: 1, disruptionsAllowed: 0 },
      ),
    ],
    [
      'budget-blocks PodDisruptionBudget shop/api: It allows no eviction now: 0 of 2 pods are healthy, and 1 have to be.',
      'unhealthy-eviction PodDisruptionBudget shop/api: Only 0 of the 1 pods that it wants are healthy, and it does not let go of the others.',
    ],
  ],
  [
    'two for the same pods are refused by the API server',
    [
      budget('one', { selector, maxUnavailable: 1 }, healthy),
      budget('two', { selector: {}, maxUnavailable: 1 }, healthy),
    ],
    ['budgets-overlap ReplicaSet shop/api-1: These budgets select its pods: one, two.'],
  ],
  ['one that selects nothing does nothing', [budget('none', { maxUnavailable: 0 }, { expectedPods: 0 })], []],
]

for (const [name, objects, wanted] of cases) {
  test(`budgets: ${name}`, async t => {
    t.deepEqual(await found({ [nodes]: [node('n1'), node('n2')], [pods]: two, [budgets]: objects }), wanted)
  })
}

test('budgets do not matter where pods are deleted or stay', async t => {
  const lists = {
    [nodes]: [node('n1'), node('n2')],
    [pods]: two,
    [budgets]: [budget('api', { selector, maxUnavailable: 0 }, healthy)],
  }
  t.deepEqual(await found(lists, { ...drain, disableEviction: true }), [])
  t.deepEqual(await found(lists, { ...drain, skip: true }), [])
})

test('a pod without a controller is a blocker, and with drain.force a warning', async t => {
  const lists = { [nodes]: [node('n1')], [pods]: [pod('alone')] }
  const refused = 'It has no controller: nobody would start it again, and the drain refuses to delete it.'
  t.deepEqual(await found(lists), [`bare-pod Pod shop/alone: ${refused}`])
  const lost = 'It has no controller: the drain deletes it, and nobody starts it again.'
  t.deepEqual(await found(lists, { ...drain, force: true }), [`bare-pod Pod shop/alone: ${lost}`])
})

const fits: [
  name: string,
  options: Parameters<typeof pod>[1],
  others: object[],
  reason: string | undefined,
][] = [
  ['there is no other node', {}, [], 'there is no other node'],
  ['the other node has room', { cpu: '2' }, [node('n2')], undefined],
  ['the other node is too small', { cpu: '2001m' }, [node('n2')], '1 node has too little cpu left'],
  [
    'the others are tainted',
    {},
    [node('n2', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] })],
    '1 node has a taint that it does not tolerate',
  ],
  [
    'it tolerates the taint',
    { spec: { tolerations: [{ key: 'gpu', operator: 'Exists' }] } },
    [node('n2', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] })],
    undefined,
  ],
  [
    'its selector fits none',
    { spec: { nodeSelector: { disk: 'fast' } } },
    [node('n2')],
    '1 node does not fit its node selector or affinity',
  ],
  [
    'its selector fits',
    { spec: { nodeSelector: { disk: 'fast' } } },
    [node('n2', { labels: { disk: 'fast' } })],
    undefined,
  ],
  [
    'the other node is not Ready',
    {},
    [node('n2', { ready: 'False' }), node('n3', { ready: 'Unknown' })],
    '2 nodes are not schedulable',
  ],
]

for (const [name, options = {}, others, reason] of fits) {
  test(`a drain in thought: ${name}`, async t => {
    const spec = {
      containers: [
        { image: 'docker.io/library/busybox:1', resources: { requests: { cpu: options.cpu ?? '1' } } },
      ],
      ...options.spec,
    }
    const lines = await found({
      [nodes]: [node('n1'), ...others],
      [pods]: [pod('a', { owner: replicaSet, spec })],
    })
    const wanted = `no-room ReplicaSet shop/api-1: While n1 is drained, 1 pod of it fits nowhere: ${reason}.`
    t.deepEqual(
      lines.filter(line => line.startsWith('no-room ')),
      reason === undefined ? [] : [wanted],
    )
  })
}

test('pods that must not stand together do not go to the same node', async t => {
  const spec = {
    containers: [{ image: 'docker.io/library/busybox:1' }],
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: selector },
        ],
      },
    },
  }
  const lines = await found({
    [nodes]: [node('n1'), node('n2')],
    [pods]: [
      pod('a', { owner: replicaSet, labels, spec }),
      pod('b', { owner: replicaSet, labels, spec, on: 'n2' }),
    ],
  })
  t.deepEqual(
    lines.map(line => line.replace(/.*fits nowhere: /u, '')),
    ['1 node runs a pod that it must not run beside.', '1 node runs a pod that it must not run beside.'],
  )
})

test('each drain is thought of by itself: what one has moved is back before the next', async t => {
  const full = (name: string, on: string) => pod(name, { owner: replicaSet, cpu: '1200m', on })
  const lines = await found({
    [nodes]: [node('n1'), node('n2'), node('n3')],
    [pods]: [full('a', 'n1'), full('b', 'n2')],
  })
  t.deepEqual(lines, [])
})

test('RuntimeClasses, volumes of one node, nodes that are ill, and the only control plane are said', async t => {
  const lines = await found(
    {
      [nodes]: [node('n1', { labels: { 'node-role.kubernetes.io/control-plane': '' }, ready: 'False' })],
      '/apis/node.k8s.io/v1/runtimeclasses': [
        { metadata: { name: 'plain' }, handler: 'runc' },
        { metadata: { name: 'old' }, handler: 'docker' },
        { metadata: { name: 'vm' }, handler: 'kata' },
      ],
      '/api/v1/persistentvolumes': [
        {
          metadata: { name: 'pv1' },
          spec: {
            local: { path: '/disk' },
            claimRef: { namespace: 'shop', name: 'data' },
            nodeAffinity: {
              required: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['n1'] }] },
                ],
              },
            },
          },
        },
        { metadata: { name: 'pv2' }, spec: { nfs: {}, claimRef: { namespace: 'shop', name: 'other' } } },
      ],
    },
    drain,
    true,
  )
  t.deepEqual(lines.toSorted(), [
    'local-volume PersistentVolumeClaim shop/data: Its volume pv1 is on n1 only.',
    'node-not-ready Node n1: It is not Ready.',
    'runtime-class-handler RuntimeClass old: Its handler is docker.',
    'runtime-class-handler RuntimeClass vm: Its handler is kata.',
    'single-control-plane Node n1: It is the only node of the control plane.',
  ])
})

test('a private registry without a pull secret is said, unless the service account brings one', async t => {
  const spec = (account: string) => ({
    serviceAccountName: account,
    containers: [{ image: 'registry.corp:5000/app:1' }],
  })
  const lines = await found(
    {
      [nodes]: [node('n1'), node('n2')],
      [pods]: [
        pod('a', { owner: replicaSet, spec: spec('plain') }),
        pod('b', { owner: { ...replicaSet, name: 'b' }, spec: spec('puller') }),
      ],
      '/api/v1/serviceaccounts': [
        { metadata: { namespace: 'shop', name: 'puller' }, imagePullSecrets: [{ name: 'login' }] },
      ],
    },
    drain,
    true,
  )
  t.deepEqual(lines, [
    'node-credentials ReplicaSet shop/api-1: It pulls from registry.corp:5000, and brings no pull secret.',
  ])
})

test('custom resources whose definition has a pod in it are read, and others are not', async t => {
  const definition = (plural: string, schema: object) => ({
    spec: {
      group: 'example.com',
      names: { plural },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  })
  const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  const { kubectl, asked } = fakeApi({
    [crds]: [
      definition('builds', { properties: { containers: { type: 'array' } } }),
      definition('colours', { properties: { name: {} } }),
    ],
    '/apis/example.com/v1/builds': [
      {
        apiVersion: 'example.com/v1',
        kind: 'Build',
        metadata: { name: 'app', namespace: 'ci' },
        spec: { podSpec: { containers: [], ...withSocket } },
      },
    ],
  })
  const look = beginLook({ only: new Set(), skip: new Set() }, 'containerd')
  await lookAtCluster(look, kubectl, drain)
  t.deepEqual(
    look.found.all().map(({ id, owner, place }) => [id, owner, place?.path]),
    [['docker-socket', 'Build ci/app', 'spec.podSpec.volumes[0].hostPath.path']],
  )
  t.false(asked.some(url => url.includes('colours')))
  t.false(asked.some(url => url.includes('secrets')))
})

test('lists come in pages, and one that is forgotten half way is begun again', async t => {
  const { kubectl, asked } = fakeApi({
    [pods]: Array.from({ length: 600 }, (_, index) => pod(`p${index}`, { owner: replicaSet })),
  })
  let expired = false
  const look = beginLook({ only: new Set(), skip: new Set() }, 'containerd')
  const cluster = await lookAtCluster(
    look,
    async words => {
      if (!expired && String(words[2]).startsWith(`${pods}?limit=250&continue=500`)) {
        expired = true
        return {
          code: 1,
          stdout: '',
          stderr: 'Error from server (Expired): The provided continue parameter is too old',
        }
      }
      return kubectl(words)
    },
    drain,
  )
  t.is(cluster.pods.size, 600)
  t.deepEqual(look.unread, [])
  t.is(asked.filter(url => url.startsWith(pods)).length, 5)
})

test('a list that may not be read is told, and the others are read', async t => {
  const { kubectl } = fakeApi({ [pods]: [pod('alone')] })
  const look = beginLook({ only: new Set(), skip: new Set() }, 'containerd')
  await lookAtCluster(
    look,
    words =>
      String(words[2]).includes('configmaps')
        ? Promise.resolve({
            code: 1,
            stdout: '',
            stderr: 'Error from server (Forbidden): configmaps is forbidden\n',
          })
        : kubectl(words),
    drain,
  )
  t.deepEqual(look.unread, [
    {
      subject: '/api/v1/configmaps',
      message: 'Error from server (Forbidden): configmaps is forbidden',
      expected: false,
    },
  ])
  t.deepEqual(
    look.found.all().map(({ id }) => id),
    ['bare-pod'],
  )
})

test('an API server that answers garbage is told, list by list', async t => {
  for (const stdout of [
    '<html>',
    '[]',
    '{"items":{"a":1}}',
    '{"items":[null,1,"x",{"metadata":[]}],"metadata":{"continue":7}}',
  ]) {
    const look = beginLook({ only: new Set(), skip: new Set() }, 'containerd')
    let answers = 0
    await lookAtCluster(
      look,
      async () => ({ code: (answers += 1) > 500 ? 1 : 0, stdout, stderr: 'too many' }),
      drain,
    )
    t.true(answers <= 500 + 60, stdout)
  }
})
