import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import test from 'ava'
import fc from 'fast-check'
import { beginLook, lookAtManifests } from '../../scripts/lib/checks/look.ts'
import { manifestGuard } from '../../scripts/lib/checks/manifests/guard.ts'
import { withSocket } from './support/api.ts'
import { scanText } from './support/scan.ts'

const everything = { only: new Set<string>(), skip: new Set<string>() }
const deployment = (name: string, volumes = 'docker') =>
  `kind: Deployment\nmetadata: { name: ${name} }\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers: [{ image: a.b/c }]\n      volumes: [{ name: x, hostPath: { path: /run/${volumes}.sock } }]\n`

function folder(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), 'refit-'))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return root
}

async function scanFolder(root: string, input = ''): Promise<{ found: string[]; unread: string[] }> {
  const look = beginLook(everything, 'containerd')
  await lookAtManifests(look, root, Readable.from([input]))
  const short = (text: string): string => text.replace(`${root}/`, '')
  return {
    found: look.found
      .all()
      .map(({ owner, place }) => `${owner} ${short(place?.file ?? '')}:${place?.line}:${place?.column}`),
    unread: look.unread.map(
      ({ subject, message, expected }) => `${expected ? 'skipped' : 'unread'} ${short(subject)}: ${message}`,
    ),
  }
}

test('a folder is read file by file, documents and lists too, and every hit has its line and column', async t => {
  const root = folder({
    'a.yaml': `${deployment('one')}---\n# nothing\n---\n${deployment('two')}`,
    'deep/b.json': JSON.stringify(
      { kind: 'List', items: [{ kind: 'Pod', metadata: { name: 'p' }, spec: withSocket }] },
      undefined,
      '\t',
    ),
    'c.yml': 'just text',
    'notes.txt': deployment('three'),
    '.git/d.yaml': deployment('four'),
  })
  symlinkSync(root, join(root, 'loop'))
  symlinkSync('/dev/zero', join(root, 'zero.yaml'))
  t.deepEqual(await scanFolder(root), {
    found: ['Deployment one a.yaml:8:46', 'Deployment two a.yaml:19:46', 'Pod p deep/b.json:14:16'],
    unread: [],
  })
})

test('templates that are not rendered are skipped with a word, and their text is searched', async t => {
  const root = folder({
    'chart/Chart.yaml': 'name: chart\n',
    'chart/values.yaml': 'image: a\n',
    'chart/templates/a.yaml':
      '{{- if .Values.x }}\n# path: /run/docker.sock\nkind: Pod\npath: /run/docker.sock\n{{- end }}\n',
    'chart/templates/plain.yaml': deployment('plain'),
    'other/b.yaml': 'kind: {{ .Kind }}x\n',
  })
  const { found, unread } = await scanFolder(root)
  t.deepEqual(unread, [
    'skipped chart/templates/a.yaml: a template that is not rendered: only its text was searched',
    'skipped other/b.yaml: a template that is not rendered: only its text was searched',
  ])
  t.deepEqual(
    found.toSorted(),
    [
      `${root}/chart/templates/a.yaml chart/templates/a.yaml:4:7`,
      'Deployment plain chart/templates/plain.yaml:8:46',
    ].toSorted(),
  )
})

test('standard input is read to its end', async t => {
  t.deepEqual(await scanFolder('-', deployment('piped')), {
    found: ['Deployment piped standard input:8:46'],
    unread: [],
  })
})

test('what is no manifest is named, each with a line, and what stands beside it is read', async t => {
  const root = folder({
    'a-binary.yaml': Uint8Array.from([0x89, 0x50, 0, 1]),
    'b-latin.yaml': Uint8Array.from([0x6b, 0x3a, 0x20, 0xe4, 0x0a]),
    'c-broken.yaml': 'kind: Pod\nspec: [\n',
    'd-huge.yaml': `kind: Pod\n# ${'x'.repeat(16 * 1024 * 1024)}\n`,
    'e-half.yaml': `kind: Pod\n a: b\n---\n${deployment('good')}`,
    'f-long.yaml': `kind: ConfigMap\ndata:\n  x: ${'y'.repeat(2 * 1024 * 1024)}\n`,
  })
  const { found, unread } = await scanFolder(root)
  t.deepEqual(
    unread.map(line => line.replace(/(no YAML): .*/u, '$1')),
    [
      'unread a-binary.yaml: a binary file, so it was not read',
      'unread b-latin.yaml: not UTF-8, so it was not read',
      'unread c-broken.yaml:3: no YAML',
      'unread d-huge.yaml: larger than 16 MiB, so it was not read',
      'unread e-half.yaml:1: no YAML',
      'unread f-long.yaml:1: a document of more than 2 MiB, so it was not read',
    ],
  )
  t.deepEqual(found, ['Deployment good e-half.yaml:11:46'])
})

test('a folder that is not there, and what is no file, are named', async t => {
  t.regex((await scanFolder('/nowhere')).unread.join(), /^unread \/nowhere: not read: ENOENT/u)
  t.deepEqual((await scanFolder('/dev/zero')).unread, [
    'unread /dev/zero: not read: it is neither a folder nor a regular file',
  ])
})

const bomb = Array.from(
  { length: 9 },
  (_, index) =>
    `  ${'abcdefghi'[index]}: &${'abcdefghi'[index]} [${Array(9)
      .fill(index === 0 ? 'x' : `*${'abcdefghi'[index - 1]}`)
      .join(', ')}]`,
).join('\n')
const hostile: [name: string, text: string, problem: RegExp | undefined][] = [
  ['a bomb of aliases', `kind: Pod\nspec:\n${bomb}\n`, /Excessive alias count/u],
  ['thousands of anchors', `kind: Pod\na: [${'&a b, '.repeat(3000)}]\n`, /more anchors and aliases/u],
  ['an alias of itself', 'kind: Pod\nspec: &s\n  containers: [{ image: a.b/c }]\n  self: *s\n', undefined],
  ['a merge with itself', 'kind: Pod\nspec: &s\n  <<: *s\n  containers: [{ image: a.b/c }]\n', undefined],
  [
    'values of every wrong type',
    'kind: Deployment\nmetadata: [1]\nspec: { replicas: many, template: { spec: { containers: [1, null, { image: { a: 1 }, env: x, command: [[1]] }], volumes: { a: 1 } } } }\n',
    undefined,
  ],
  [
    'a pod that is its own prototype',
    '{"kind":"Pod","__proto__":{"kind":"Secret"},"metadata":{"labels":{"__proto__":"x"},"name":"p"},"spec":{"containers":[{"image":"a.b/c"}]}}',
    undefined,
  ],
]

for (const [name, text, problem] of hostile) {
  test(`hostile: ${name}`, t => {
    const { unread } = scanText(text)
    if (problem === undefined) t.true(unread.length <= 1)
    else t.regex(unread.map(({ message }) => message).join(), problem)
    const beside = scanText(`${text}\n---\n${deployment('beside')}`)
    t.deepEqual(
      beside.found.map(({ owner }) => owner).filter(owner => owner.includes('beside')),
      ['Deployment beside'],
    )
  })
}

test('a manifest that takes too long is given up, and the next is read', async t => {
  const guard = manifestGuard(everything, 'containerd', { milliseconds: 1500, megabytes: 512 })
  const deep = `kind: Pod\na: ${'['.repeat(400_000)}`
  const { unread } = await guard.scan({ file: 'deep.yaml', isTemplate: false, text: deep })
  t.is(unread.length, 1)
  t.regex(unread[0]?.message ?? '', /given up after|nested too deeply|not read/u)
  const { found } = await guard.scan({ file: 'next.json', isTemplate: false, text: '{"kind":"Pod"}' })
  t.deepEqual(found, [])
  await guard.close()
})

test('no text makes the scan throw, and every place is within the text', t => {
  const pieces = fc.constantFrom(
    'kind: Pod\n',
    'spec:\n',
    '  volumes:\n',
    '  - hostPath: { path: /run/docker.sock }\n',
    '---\n',
    '{{ x }}',
    '- ',
    '&a ',
    '*a',
    ': ',
    '"',
    '|\n',
    '\t',
    '\u{1F600}',
    '[',
    '}',
    '\r\n',
    '#',
    'containers: [{image: dind}]\n',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.boolean(), (parts, isTemplate) => {
      const text = parts.join('')
      const lines = text.split('\n').length
      for (const { place } of scanText(text, { isTemplate }).found) {
        t.true((place?.line ?? 0) >= 1 && (place?.line ?? 0) <= lines + 1)
      }
    }),
    { numRuns: 300 },
  )
  t.pass()
})
