import test from 'ava'
import fc from 'fast-check'
import { appendFlags, editFlags, hasFlag } from '../../scripts/lib/kubelet/flags.ts'

const kubeadm =
  'KUBELET_KUBEADM_ARGS="--network-plugin=cni --pod-infra-container-image=k8s.gcr.io/pause:3.6"\n'

const removals: [title: string, before: string, after: string][] = [
  [
    'first in the quotes',
    kubeadm,
    'KUBELET_KUBEADM_ARGS="--pod-infra-container-image=k8s.gcr.io/pause:3.6"\n',
  ],
  ['alone in the quotes', 'A="--network-plugin=cni"', 'A=""'],
  ['last', 'A="--v=2 --network-plugin=cni"', 'A="--v=2"'],
  ['in the middle', 'A="--v=2 --network-plugin=cni --x=1"', 'A="--v=2 --x=1"'],
  ['with its value as the next word', 'A="--v=2 --network-plugin cni --x=1"', 'A="--v=2 --x=1"'],
  ['not another flag that begins alike', 'A="--network-plugin-mtu=9000"', 'A="--network-plugin-mtu=9000"'],
  ['not in a comment', '# --network-plugin=cni\nA=""', '# --network-plugin=cni\nA=""'],
  ['not the variable after it', 'ExecStart=/k --network-plugin $ARGS', 'ExecStart=/k $ARGS'],
  ['before a line that goes on', 'ExecStart=/k --network-plugin=cni \\\n  --v=2', 'ExecStart=/k \\\n  --v=2'],
]

for (const [title, before, after] of removals) {
  test(`a flag is taken away: ${title}`, t => {
    t.is(editFlags(before, [{ name: 'network-plugin', value: undefined }]), after)
  })
}

test('a flag gets a new value where it stands', t => {
  const edit = { name: 'container-runtime-endpoint', value: 'unix:///run/containerd/containerd.sock' }
  t.is(
    editFlags('A="--v=2 --container-runtime-endpoint=unix:///var/run/cri-dockerd.sock --x"', [edit]),
    'A="--v=2 --container-runtime-endpoint=unix:///run/containerd/containerd.sock --x"',
  )
})

test('a flag that is not there is not added by an edit', t => {
  t.is(editFlags(kubeadm, [{ name: 'container-runtime', value: 'remote' }]), kubeadm)
})

test('flags are appended inside the quotes of the variable', t => {
  t.is(appendFlags('A="--v=2"\nB=x\n', 'A', ['--x=1', '--y']), 'A="--v=2 --x=1 --y"\nB=x\n')
  t.is(appendFlags('A=--v=2\n', 'A', ['--x=1']), 'A="--v=2 --x=1"\n')
  t.is(appendFlags('A=\n', 'A', ['--x=1']), 'A="--x=1"\n')
  t.is(appendFlags('', 'A', ['--x=1']), 'A="--x=1"\n')
})

test('whatever the text, an edit changes only the lines that hold the flag', t => {
  fc.assert(
    fc.property(fc.array(fc.string()), lines => {
      const text = lines.map(line => line.replaceAll('\n', ' ')).join('\n')
      const edited = editFlags(text, [{ name: 'network-plugin', value: undefined }]).split('\n')
      return text
        .split('\n')
        .every((line, index) => hasFlag(line, 'network-plugin') || edited[index] === line)
    }),
  )
  t.pass()
})
