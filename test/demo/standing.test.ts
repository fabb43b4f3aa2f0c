import test from 'ava'
import { complaints } from '../../lab/demo-standing.ts'
import type { Standing } from '../../lab/demo-standing.ts'

const before = standing(
  { runtime: 'docker://20.10.24', inDocker: 12 },
  { 'default/web': 3, 'kube-system/etcd-n1': 1 },
)
const good = standing({}, { 'default/web': 3, 'kube-system/etcd-n1': 1 })

const cases: [title: string, after: Standing, said: string[]][] = [
  ['nothing is wrong where all runs on containerd', good, []],
  ['more pods than before are fine', standing({}, { 'default/web': 4, 'kube-system/etcd-n1': 1 }), []],
  [
    'a node that is not Ready',
    { ...good, ...standing({ ready: false }, {}), ready: good.ready },
    ['n1 is not Ready.'],
  ],
  [
    'a node that is still on Docker',
    { ...before, ready: good.ready },
    ['n1 runs docker://20.10.24.', 'n1 has 12 containers in Docker.'],
  ],
  [
    'pods that are missing',
    standing({}, { 'default/web': 2 }),
    ['Of 3 pods of default/web, 2 are ready.', 'Of 1 pods of kube-system/etcd-n1, 0 are ready.'],
  ],
]

for (const [title, after, said] of cases)
  test(`the demo says what is wrong at its end: ${title}`, t => {
    t.deepEqual(complaints(before, after), said)
  })

function standing(node: Partial<Standing['nodes'][number]>, ready: Record<string, number>): Standing {
  const n1 = { name: 'n1', ready: true, runtime: 'containerd://1.6.20', inDocker: 0, ...node }
  return { nodes: [n1], ready: new Map(Object.entries(ready)) }
}
