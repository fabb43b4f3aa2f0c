import test from 'ava'
import { waitUntilSettled } from '../../scripts/lib/cluster/settle.ts'
import { fakeClock } from '../support/clock.ts'
import { fakeKubectl } from '../support/kubectl.ts'

const before = [{ namespace: 'default', owner: 'ReplicaSet/web', count: 2 }]
const wait = () => ({ clock: fakeClock(), timeout: 5000 })

test('pods are back when each controller has as many ready ones as before', async t => {
  const { kubectl, asked } = fakeKubectl({ '--namespace default get pods': [pods(1), pods(2)] })
  t.is(await waitUntilSettled(kubectl, before, wait()), undefined)
  t.is(asked.length, 2)
})

test('what is not back when the time is up is named', async t => {
  const { kubectl } = fakeKubectl({ '--namespace default get pods': pods(1) })
  t.is(await waitUntilSettled(kubectl, before, wait()), 'pods of ReplicaSet/web are not ready yet')
})

test('nothing that moved is nothing to wait for, and nobody is asked', async t => {
  const { kubectl, asked } = fakeKubectl({})
  t.is(await waitUntilSettled(kubectl, [], wait()), undefined)
  t.deepEqual(asked, [])
})

function pods(ready: number) {
  const items = Array.from({ length: 2 }, (_, index) => ({
    metadata: {
      name: `web-${index}`,
      namespace: 'default',
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web' }],
    },
    spec: {},
    status: { conditions: [{ type: 'Ready', status: index < ready ? 'True' : 'False' }] },
  }))
  return { stdout: JSON.stringify({ items }) }
}
