import test from 'ava'
import { waitForNode } from '../../scripts/lib/cluster/verify.ts'
import { fakeClock } from '../support/clock.ts'
import { fakeKubectl } from '../support/kubectl.ts'

const wait = () => ({ clock: fakeClock(), timeout: 5000 })

test('a node that is Ready on the new runtime, with its pods in it, passes', async t => {
  const { kubectl } = fakeKubectl({
    'get node n2': node('containerd://1.6.20', 'True'),
    'get pods': pods(pod('containerd://a')),
  })
  await t.notThrowsAsync(waitForNode(kubectl, 'n2', 'containerd', ['default/agent'], wait()))
})

const failures: [title: string, node: object, pods: object, message: RegExp][] = [
  [
    'is Ready, but still on Docker',
    node('docker://20.10', 'True'),
    pods(),
    /still reports docker:\/\/20\.10/u,
  ],
  [
    'is Ready, but could not ask its runtime',
    node('containerd://Unknown', 'True'),
    pods(),
    /the node reports containerd:\/\/Unknown/u,
  ],
  ['is not Ready', node('containerd://1.6', 'False', 'no CNI'), pods(), /the node is not Ready: no CNI/u],
  [
    'has a pod that waits for its image',
    node('containerd://1.6', 'True'),
    pods(pod('', 'ErrImagePull')),
    /1 of 1 pods do not run yet: default\/agent \(ErrImagePull\)/u,
  ],
  [
    'has a pod that still runs in Docker',
    node('containerd://1.6', 'True'),
    pods(pod('docker://a')),
    /1 of 1 pods do not run yet/u,
  ],
  ['has lost a pod', node('containerd://1.6', 'True'), pods(), /these pods are gone: default\/agent/u],
]

for (const [title, nodeAnswer, podsAnswer, message] of failures) {
  test(`a node that ${title} does not pass`, async t => {
    const { kubectl } = fakeKubectl({ 'get node n2': nodeAnswer, 'get pods': podsAnswer })
    const stayed = title.includes('lost') || title.includes('pod that') ? ['default/agent'] : []
    await t.throwsAsync(waitForNode(kubectl, 'n2', 'containerd', stayed, wait()), { message })
  })
}

test('an API server that is away for a while is waited for', async t => {
  const away = { code: 1, stderr: 'The connection to the server 198.18.0.11:6443 was refused\n' }
  const { kubectl } = fakeKubectl({
    'get node n2': [away, away, node('containerd://1.6', 'True')],
    'get pods': pods(),
  })
  const told: string[] = []
  await waitForNode(kubectl, 'n2', 'containerd', [], { ...wait(), onWaiting: message => told.push(message) })
  t.deepEqual(told, [
    'the API server does not answer (The connection to the server 198.18.0.11:6443 was refused)',
  ])
})

function node(containerRuntimeVersion: string, ready: string, message = '') {
  const nodeInfo = { bootID: 'b', containerRuntimeVersion, kubeletVersion: 'v1.23.17' }
  return {
    stdout: JSON.stringify({
      metadata: { name: 'n2' },
      status: { conditions: [{ type: 'Ready', status: ready, message }], nodeInfo },
    }),
  }
}

function pods(...items: object[]) {
  return { stdout: JSON.stringify({ items }) }
}

function pod(containerID: string, waiting?: string) {
  const ready = containerID === '' ? 'False' : 'True'
  return {
    metadata: {
      name: 'agent',
      namespace: 'default',
      ownerReferences: [{ kind: 'DaemonSet', name: 'agent' }],
    },
    spec: { nodeName: 'n2' },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready }],
      containerStatuses: [
        {
          containerID,
          restartCount: 0,
          state: waiting === undefined ? {} : { waiting: { reason: waiting } },
        },
      ],
    },
  }
}
