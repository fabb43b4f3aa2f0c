import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { stringify } from 'yaml'
import { beginLook, lookAtCluster } from '../../scripts/lib/checks/look.ts'
import { controller, fakeApi, node, pod, withSocket } from './support/api.ts'
import { scanText } from './support/scan.ts'

// What the Detector for Docker Socket finds by its documented rules, and what check finds in the same. Its rules: in a
// file, the first line with docker.sock or dockershim.sock; in a cluster, hostPath volumes with one of these words, of
// pods without an owner and of the ReplicaSets, Deployments, DaemonSets, StatefulSets, Jobs and CronJobs of the others.

const words = /docker\.sock|dockershim\.sock/u
const zoo = fileURLToPath(new URL('zoo/', import.meta.url))
const sockets = new Set(['docker-socket', 'shim-socket', 'socket-in-configuration', 'docker-api'])

/** The line that DDS prints for a file. */
function detectorLine(text: string): number | undefined {
  const index = text.split('\n').findIndex(line => words.test(line))
  return index === -1 ? undefined : index + 1
}

test('in files: what DDS finds is found, and more', t => {
  const rows = readdirSync(zoo).flatMap(folder => {
    const text = readFileSync(join(zoo, folder, 'bad.yaml'), 'utf8')
    const line = detectorLine(text)
    const { found } = scanText(text)
    const own = found.filter(({ id }) => sockets.has(id)).map(({ place }) => place?.line)
    // A word in a mount or a comment alone is no use of the socket; the volume is, and stands below.
    if (line !== undefined && own.length === 0) t.fail(`${folder}: DDS finds line ${line}`)
    return [`${folder}: DDS ${line === undefined ? 0 : 1}, check ${found.length}`]
  })
  t.log(rows.join('\n'))
  t.pass()
})

const shapes: [name: string, manifest: object, detected: boolean][] = [
  [
    'a Deployment with the socket',
    { kind: 'Deployment', spec: { replicas: 2, template: { spec: withSocket } } },
    true,
  ],
  [
    'a CronJob with the socket',
    { kind: 'CronJob', spec: { jobTemplate: { spec: { template: { spec: withSocket } } } } },
    true,
  ],
  ['a pod with the socket', { kind: 'Pod', spec: withSocket }, true],
  [
    'a Deployment without volumes',
    { kind: 'Deployment', spec: { replicas: 2, template: { spec: { containers: [{ image: 'a.b/c' }] } } } },
    false,
  ],
  [
    'a pod with an emptyDir',
    {
      kind: 'DaemonSet',
      spec: {
        template: { spec: { containers: [{ image: 'a.b/c' }], volumes: [{ name: 'x', emptyDir: {} }] } },
      },
    },
    false,
  ],
]

for (const [name, manifest, detected] of shapes) {
  test(`the shapes of DDS's own tests: ${name}`, t => {
    const text = stringify({ metadata: { name: 'x' }, ...manifest })
    t.is(detectorLine(text) !== undefined, detected)
    t.deepEqual(
      scanText(text).found.map(({ id }) => id),
      detected ? ['docker-socket'] : [],
    )
  })
}

test('a comment is no finding, and every place is one', t => {
  const pods = ['one', 'two']
    .map(name => stringify({ kind: 'Pod', metadata: { name }, spec: withSocket }))
    .join('---\n')
  const text = `# not /var/run/docker.sock\n---\n${pods}`
  t.is(detectorLine(text), 1)
  t.deepEqual(
    scanText(text).found.map(({ owner }) => owner),
    ['Pod one', 'Pod two'],
  )
})

test('in a cluster: what DDS passes over is found', async t => {
  const look = beginLook(
    { only: new Set(['docker-socket', 'docker-socket-folder']), skip: new Set() },
    'containerd',
  )
  const root = { volumes: [{ name: 'root', hostPath: { path: '/' } }] }
  const cluster = {
    '/api/v1/nodes': [node('n1')],
    '/apis/apps/v1/deployments': [
      controller('found-by-both', 'd1', withSocket),
      controller('no-pods', 'd2', withSocket),
    ],
    '/apis/apps/v1/daemonsets': [controller('parent', 'd3', root)],
    '/api/v1/pods': [
      pod('both-1', { owner: { kind: 'Deployment', name: 'found-by-both', uid: 'd1' }, spec: withSocket }),
      pod('static-n1', {
        owner: { kind: 'Node', name: 'n1', uid: 'n' },
        annotations: { 'kubernetes.io/config.mirror': 'x' },
        spec: withSocket,
      }),
      pod('operated', { owner: { kind: 'Runner', name: 'ci', uid: 'x' }, spec: withSocket }),
    ],
  }
  await lookAtCluster(look, fakeApi(cluster).kubectl, { force: false, skip: false, disableEviction: false })
  t.deepEqual(
    look.found.all().map(({ owner }) => owner),
    [
      'Deployment shop/found-by-both',
      'Deployment shop/no-pods',
      'Static pod shop/static-n1',
      'Runner shop/ci',
      'DaemonSet shop/parent',
    ],
  )
})
