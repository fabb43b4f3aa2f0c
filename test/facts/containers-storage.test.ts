import test from 'ava'
import { parseStore } from '../../scripts/lib/facts/containers-storage.ts'
import type { Frame } from '../../scripts/lib/facts/frames.ts'

const layers = JSON.stringify([
  { id: 'base', 'diff-size': 1000 },
  { id: 'top', parent: 'base', 'diff-size': 234 },
  { id: 'round', parent: 'round', 'diff-size': 5 },
])
const images = JSON.stringify([
  { id: 'one', names: ['docker.io/library/busybox:1'], layer: 'top' },
  { id: 'two', layer: 'round' },
])

test('an image is as large as its layers, and used where a container was made from it', t => {
  const containers = JSON.stringify([{ id: 'c', image: 'one' }])
  t.deepEqual(parse({ images, layers, containers }), [
    { id: 'one', names: ['docker.io/library/busybox:1'], size: 1234, used: true },
    { id: 'two', names: [], size: 5, used: false },
  ])
})

test('containers that are forgotten at the next boot stand in a second file, and count as well', t => {
  const containers = `${JSON.stringify([])}\n${JSON.stringify([{ id: 'c', image: 'two' }])}`
  t.deepEqual(
    parse({ images, layers, containers }).map(({ used }) => used),
    [false, true],
  )
})

const broken: [title: string, images: string][] = [
  ['no file', ''],
  ['no JSON', '[{'],
  ['JSON of another form', '{"images": []}'],
]

for (const [title, text] of broken) {
  test(`${title} is no image`, t => {
    t.deepEqual(parse({ images: text, layers, containers: '' }), [])
  })
}

function parse(texts: { images: string; layers: string; containers: string }) {
  const frames = Object.entries(texts).map(([name, body]): [string, Frame] => [
    `crio-${name}`,
    { code: 0, body: `${body}\n` },
  ])
  return parseStore(new Map(frames))
}
