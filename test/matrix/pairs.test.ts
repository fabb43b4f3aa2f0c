import test from 'ava'
import { seeded } from '../faults/random.ts'
import { isWanted, parseOptions } from './options.ts'
import { pairName, pairsOf, sampleOf } from './pairs.ts'
import { fields } from './runtimes.ts'

const all = fields.flatMap(pairsOf)

test('Every ordered pair of a profile is there once, and none of a runtime with itself', t => {
  t.is(new Set(all.map(pair => `${pair.field.profile} ${pairName(pair)}`)).size, all.length)
  t.deepEqual(
    fields.map(field => `${field.profile} ${pairsOf(field).length}`),
    ['classic 12', 'modern 11', 'current 1'],
  )
})

test('A sample is the same for the same seed, and other pairs come up for others', t => {
  const sample = (seed: number) => sampleOf(all, 3, seeded(seed)).map(pairName)
  t.deepEqual(sample(7), sample(7))
  t.is(new Set([1, 2, 3, 4, 5].map(seed => String(sample(seed)))).size > 1, true)
  t.is(sample(1).length, 3)
})

const patterns: [only: string[], wanted: string[]][] = [
  [[], ['a:b', 'b:a', 'a:c']],
  [['a:b'], ['a:b']],
  [['a:'], ['a:b', 'a:c']],
  [[':a'], ['b:a']],
  [
    ['b:a', 'a:c'],
    ['b:a', 'a:c'],
  ],
]
for (const [only, wanted] of patterns)
  test(`--only ${only.join(' --only ') || 'left out'} is ${wanted.join(', ')}`, t => {
    t.deepEqual(
      ['a:b', 'b:a', 'a:c'].filter(name => isWanted(only, name)),
      wanted,
    )
  })

test('The number of --sample may be left out', t => {
  t.is(parseOptions(['--sample'], () => 0).sample, 2)
  t.like(
    parseOptions(['--sample', '--seed', '9'], () => 0),
    { sample: 2, seed: 9 },
  )
  t.is(parseOptions(['--sample', '5'], () => 0).sample, 5)
  t.is(parseOptions([], () => 0.5).sample, undefined)
  t.throws(() => parseOptions(['--seed', 'x'], () => 0), { message: '--seed x: expected a whole number' })
})
