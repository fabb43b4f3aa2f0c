import test from 'ava'
import { z } from 'zod'
import { localImage, staticPod, workloadManifests } from '../../lab/workload-manifests.ts'

const manifest = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({}),
})
const manifests = workloadManifests('registry/lab/busybox:1', 'n2').map(each => manifest.parse(each))
const named = (name: string) => manifests.filter(each => each.metadata.name === name)

test('The workload is a Deployment under a budget, an agent everywhere, and a pod that only one node can run', t => {
  t.deepEqual(
    manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ['Deployment web', 'PodDisruptionBudget web', 'DaemonSet agent', 'Deployment local-only'],
  )
})

test('The budget is for the pods of the Deployment', t => {
  const [deployment, budget] = named('web')
  t.deepEqual(deployment?.spec['selector'], budget?.spec['selector'])
})

test('The local pod is bound to its node and is never pulled', t => {
  const text = JSON.stringify(named('local-only'))
  t.true(text.includes('"kubernetes.io/hostname":"n2"'))
  t.true(text.includes(`"image":"${localImage}","imagePullPolicy":"Never"`))
})

test('A static pod refers to nothing that an API server would have to give', t => {
  t.deepEqual(Object.keys(manifest.parse(staticPod('image')).spec).toSorted(), [
    'automountServiceAccountToken',
    'containers',
    'terminationGracePeriodSeconds',
  ])
})
