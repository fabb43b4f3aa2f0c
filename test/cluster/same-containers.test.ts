import test from 'ava'
import type { PodObject } from '../../scripts/lib/cluster/objects.ts'
import { podsThatLost, runningContainers } from '../../scripts/lib/cluster/same-containers.ts'

type Status = PodObject['status']['containerStatuses'][number]

const running = (id: string, last?: string): Status => ({
  containerID: `containerd://${id}`,
  restartCount: 0,
  state: { running: {} },
  lastState: last === undefined ? {} : { terminated: { containerID: `containerd://${last}` } },
})
const ended = (id: string): Status => ({ ...running(id), state: {} })

function pod(
  name: string,
  containerStatuses: Status[],
  about: { phase?: string; leaving?: boolean } = {},
): PodObject {
  const { phase = 'Running', leaving = false } = about
  return {
    metadata: {
      name,
      namespace: 'default',
      uid: '',
      annotations: {},
      labels: {},
      ownerReferences: [],
      ...(leaving ? { deletionTimestamp: '2026-11-21T20:00:00Z' } : {}),
    },
    spec: { nodeName: 'n2', volumes: [] },
    status: { phase, reason: '', conditions: [], containerStatuses },
  }
}

test('the containers that run are those of pods that stay, without the name of the runtime', t => {
  const pods = [pod('web', [running('a'), ended('b')]), pod('old', [running('c')], { leaving: true })]
  t.deepEqual(runningContainers(pods), ['a'])
})

const cases: [title: string, one: PodObject, isLost: boolean][] = [
  ['runs another one in its place', pod('web', [running('new', 'abc123')]), true],
  ['is still said to run it', pod('web', [running('abc123')]), true],
  ['runs it, under another id', pod('web', [running('def')]), false],
  ['ended by itself', pod('job', [ended('abc123')], { phase: 'Succeeded' }), false],
  ['is about to go', pod('web', [running('new', 'abc123')], { leaving: true }), false],
]

for (const [title, one, isLost] of cases) {
  test(`a pod that ${title} has ${isLost ? '' : 'not '}lost a container that is missing`, t => {
    t.deepEqual(podsThatLost([one], ['abc']), isLost ? [`default/${one.metadata.name}`] : [])
  })
}
