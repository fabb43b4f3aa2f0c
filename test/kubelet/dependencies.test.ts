import test from 'ava'
import { editDependencies, otherRuntimes } from '../../scripts/lib/kubelet/dependencies.ts'

const cases: [title: string, before: string, after: string][] = [
  [
    'After and Requires',
    'After=docker.service\nRequires=docker.service\n',
    'After=crio.service\nRequires=crio.service\n',
  ],
  ['others in the list stay', 'After=network.target docker.service\n', 'After=network.target crio.service\n'],
  ['service and socket become one', 'Wants=docker.socket docker.service\n', 'Wants=crio.service\n'],
  [
    'one that is there already is not named twice',
    'After=crio.service containerd.service\n',
    'After=crio.service\n',
  ],
  ['BindsTo with spaces', '  BindsTo = cri-docker.service\n', '  BindsTo = crio.service\n'],
  ['a list over two lines', 'After=a.service \\\n  docker.service\n', 'After=a.service crio.service\n'],
  ['a comment stays', '# Requires=docker.service\n', '# Requires=docker.service\n'],
  [
    'other directives stay',
    'Before=docker.service\nExecStart=/x docker.service\n',
    'Before=docker.service\nExecStart=/x docker.service\n',
  ],
  [
    'without a runtime nothing changes',
    'After=network.target  a.service\n',
    'After=network.target  a.service\n',
  ],
]

for (const [title, before, after] of cases)
  test(`dependencies of kubelet: ${title}`, t => t.is(editDependencies(before, 'crio.service'), after))

test('other runtimes are those that are not the one that is wanted', t => {
  const names = ['network.target', 'docker.service', 'docker.socket', 'crio.service']
  t.deepEqual(otherRuntimes(names, 'crio.service'), ['docker.service', 'docker.socket'])
})
