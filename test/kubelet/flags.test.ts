import test from 'ava'
import fc from 'fast-check'
import { editFlags, hasFlag } from '../../scripts/lib/kubelet/flags.ts'

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
  ['not the flag after it', 'ExecStart=/k --network-plugin --v=2', 'ExecStart=/k --v=2'],
  [
    'with an empty value before another quote',
    'Environment="A=--network-plugin=" "B=--v=2"',
    'Environment="A=" "B=--v=2"',
  ],
  ['with a value in quotes', `A='--network-plugin="cni" --v=2'`, `A='--v=2'`],
  ['with a value in quotes as the next word', `A='--network-plugin "cni" --v=2'`, `A='--v=2'`],
  ['with a variable that is one word', 'ExecStart=/k --network-plugin ${CNI} --v=2', 'ExecStart=/k --v=2'],
  [
    'with a value on the next line',
    'ExecStart=/k --network-plugin \\\n  cni \\\n  --v=2',
    'ExecStart=/k \\\n  --v=2',
  ],
  ['on a line of its own', 'ExecStart=/k \\\n  --network-plugin=cni \\\n  --v=2', 'ExecStart=/k \\\n  --v=2'],
  ['last on a line of its own', 'ExecStart=/k \\\n  --network-plugin=cni\nUser=a', 'ExecStart=/k\nUser=a'],
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

const values: [before: string, after: string][] = [
  ['--container-runtime-endpoint="unix:///x"', '--container-runtime-endpoint=unix:///y'],
  ["--container-runtime-endpoint='unix:///x' --v=2", '--container-runtime-endpoint=unix:///y --v=2'],
  ['--container-runtime-endpoint ${CRI}', '--container-runtime-endpoint=unix:///y'],
  ['--container-runtime-endpoint unix:///x', '--container-runtime-endpoint=unix:///y'],
  ['--container-runtime-endpoint=', '--container-runtime-endpoint=unix:///y'],
]

for (const [before, after] of values)
  test(`the whole value is replaced: ${before}`, t => {
    const edit = { name: 'container-runtime-endpoint', value: 'unix:///y' }
    t.is(editFlags(`ExecStart=/k ${before}\nUser=a\n`, [edit]), `ExecStart=/k ${after}\nUser=a\n`)
  })

const unclear: [title: string, text: string][] = [
  ['a variable that may be several words', 'ExecStart=/k --network-plugin $ARGS'],
  ['a quote that does not end', 'A="--network-plugin=cni --v=2'],
  ['a value of several pieces', `ExecStart=/k --network-plugin="c"ni`],
  ['escaped quotes', String.raw`A="--network-plugin=\"cni\" --v=2"`],
]

for (const [title, text] of unclear)
  test(`a line that would be broken is refused: ${title}`, t => {
    t.throws(() => editFlags(text, [{ name: 'network-plugin', value: undefined }]))
  })

test('a line that is not edited may be as it likes', t => {
  const text = `A="it's\n# --network-plugin=cni \\\nB="\n`
  t.is(editFlags(text, [{ name: 'network-plugin', value: undefined }]), text)
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
