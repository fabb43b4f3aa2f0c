import test from 'ava'
import { bytes, changedHabits } from './habits.ts'

const sizes: [string, number][] = [
  ['10m', 10_000_000],
  ['10Mi', 10_485_760],
  ['10485760', 10_485_760],
  ['10M', 10_000_000],
  ['1g', 1e9],
  ['-1', -1],
]
for (const [text, size] of sizes)
  test(`A log of ${text} has ${size} bytes`, t => {
    t.is(bytes(text), size)
  })

test('What is no size is none', t => {
  t.throws(() => bytes('ten'), { message: 'ten: not a size' })
  t.throws(() => bytes('10x'), { message: '10x: not a size' })
})

test('Only what is otherwise than it was is said', t => {
  const before = { logBytes: 10, logFiles: 3, ulimits: '4096 8192' }
  t.deepEqual(changedHabits(before, before), [])
  t.deepEqual(changedHabits(before, { ...before, logFiles: 5 }), ['files of a log: 5, and was 3'])
})
