import test from 'ava'
import fc from 'fast-check'
import { parse } from 'yaml'
import { setTopLevel } from '../../scripts/lib/kubelet/configuration.ts'

const endpoint = 'unix:///run/containerd/containerd.sock'

const cases: [title: string, before: string, after: string][] = [
  [
    'replaces a value and nothing else',
    '# mine\nkind: KubeletConfiguration\ncontainerRuntimeEndpoint: unix:///run/cri-dockerd.sock # was\nx:   1\n',
    `# mine\nkind: KubeletConfiguration\ncontainerRuntimeEndpoint: ${endpoint} # was\nx:   1\n`,
  ],
  [
    'replaces an empty string',
    'containerRuntimeEndpoint: ""\nx: 1\n',
    `containerRuntimeEndpoint: ${endpoint}\nx: 1\n`,
  ],
  [
    'replaces nothing at all',
    'containerRuntimeEndpoint:\nx: 1\n',
    `containerRuntimeEndpoint: ${endpoint}\nx: 1\n`,
  ],
  ['adds what is missing', 'x: 1\n', `x: 1\ncontainerRuntimeEndpoint: ${endpoint}\n`],
  ['adds a line break first', 'x: 1', `x: 1\ncontainerRuntimeEndpoint: ${endpoint}\n`],
  [
    'is not fooled by a nested key',
    'a:\n  containerRuntimeEndpoint: b\n',
    `a:\n  containerRuntimeEndpoint: b\ncontainerRuntimeEndpoint: ${endpoint}\n`,
  ],
]

for (const [title, before, after] of cases) {
  test(`setting a key ${title}`, t => {
    t.is(setTopLevel(before, 'containerRuntimeEndpoint', endpoint), after)
  })
}

test('a string that would be read as something else is put in quotes', t => {
  t.is(setTopLevel('x: 1\n', 'containerLogMaxSize', '20971520'), 'x: 1\ncontainerLogMaxSize: "20971520"\n')
  t.is(setTopLevel('x: 1\n', 'containerLogMaxFiles', 3), 'x: 1\ncontainerLogMaxFiles: 3\n')
})

test('a text that is no mapping is refused', t => {
  t.throws(() => setTopLevel('- a\n', 'x', 'y'), { message: 'expected a mapping' })
  t.throws(() => setTopLevel('a: [', 'x', 'y'))
})

const refused: [title: string, text: string][] = [
  ['JSON', '{"kind": "KubeletConfiguration", "x": 1}\n'],
  ['JSON that has the key', '{"containerRuntimeEndpoint": "unix:///x"}\n'],
  ['a mapping in braces', '{kind: KubeletConfiguration}\n'],
  ['a document that is ended', 'x: 1\n...\n'],
  ['a second document', 'x: 1\n---\ny: 2\n'],
  ['a text that is indented', '  x: 1\n'],
  ['an anchor at the old value', 'containerRuntimeEndpoint: &a unix:///x\ny: *a\n'],
]

for (const [title, text] of refused)
  test(`what cannot be changed and stay itself is refused: ${title}`, t => {
    t.throws(() => setTopLevel(text, 'containerRuntimeEndpoint', endpoint))
  })

test('every other key keeps its value', t => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/u), fc.integer()), values => {
      const text = Object.entries(values)
        .map(([key, value]) => `${key}: ${value}\n`)
        .join('')
      const result: unknown = parse(setTopLevel(text, 'containerRuntimeEndpoint', endpoint))
      t.deepEqual(result, { ...values, containerRuntimeEndpoint: endpoint })
    }),
  )
})
