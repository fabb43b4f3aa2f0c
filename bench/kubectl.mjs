#!/usr/bin/env node
// A kubectl for a cluster of 1,000 nodes and 5,000 pods that is made up, a page at a time: kubectl get --raw PATH?limit=N
const [nodes, pods, deployments] = [1000, 5000, 500]
const namespace = 'shop'

const template = name => ({
  containers: [
    {
      name: 'main',
      image: `registry.example.com/team/${name}:1.2.3`,
      command: ['/bin/sh', '-c', 'exec /usr/local/bin/serve --port 8080'],
      env: Array.from({ length: 20 }, (_, index) => ({
        name: `SETTING_${index}`,
        value: `value ${index} of ${name}`,
      })),
      resources: { requests: { cpu: '150m', memory: '256Mi' }, limits: { memory: '512Mi' } },
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    },
  ],
  volumes: [
    { name: 'cache', emptyDir: {} },
    { name: 'sock', hostPath: { path: '/var/run/docker.sock' } },
  ],
  tolerations: [
    { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
  ],
})

const lists = {
  '/api/v1/nodes': index => ({
    metadata: { name: `n${index}`, labels: { 'kubernetes.io/hostname': `n${index}` } },
    status: {
      allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { containerRuntimeVersion: 'docker://20.10.24', kubeletVersion: 'v1.23.17' },
    },
  }),
  '/apis/apps/v1/deployments': index => ({
    metadata: { name: `app-${index}`, namespace, uid: `d${index}` },
    spec: { replicas: 10, template: { spec: template(`app-${index}`) } },
  }),
  '/apis/apps/v1/replicasets': index => ({
    metadata: {
      name: `app-${index}-1`,
      namespace,
      uid: `r${index}`,
      ownerReferences: [{ kind: 'Deployment', name: `app-${index}`, uid: `d${index}`, controller: true }],
    },
    spec: { replicas: 10, template: { spec: template(`app-${index}`) } },
  }),
  '/api/v1/pods': index => {
    const app = index % deployments
    return {
      metadata: {
        name: `app-${app}-1-${index}`,
        namespace,
        uid: `p${index}`,
        labels: { app: `app-${app}` },
        managedFields: [{ manager: 'kubelet', fieldsV1: { notes: 'f:'.repeat(1500) } }],
        ownerReferences: [{ kind: 'ReplicaSet', name: `app-${app}-1`, uid: `r${app}`, controller: true }],
      },
      spec: { ...template(`app-${app}`), nodeName: `n${index % nodes}` },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    }
  },
  '/apis/policy/v1/poddisruptionbudgets': index => ({
    metadata: { name: `app-${index}`, namespace },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: `app-${index}` } } },
    status: { disruptionsAllowed: 1, expectedPods: 10, currentHealthy: 10, desiredHealthy: 9 },
  }),
}
const sizes = { '/api/v1/nodes': nodes, '/api/v1/pods': pods }

const [verb, raw, query = ''] = process.argv.slice(2)
if (verb !== 'get' || raw !== '--raw') throw new RangeError(`unexpected: ${process.argv.slice(2).join(' ')}`)
const { pathname, searchParams } = new URL(query, 'https://api')
const make = lists[pathname]
const size = make === undefined ? 0 : (sizes[pathname] ?? deployments)
const from = Number(searchParams.get('continue') ?? 0)
const to = Math.min(size, from + Number(searchParams.get('limit')))
const items = Array.from({ length: to - from }, (_, index) => make(from + index))
process.stdout.write(JSON.stringify({ metadata: to < size ? { continue: String(to) } : {}, items }))
