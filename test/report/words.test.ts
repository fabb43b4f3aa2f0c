import test from 'ava'
import { count, duration, wrap } from '../../scripts/lib/report/words.ts'

const durations: [number, string][] = [
  [0, '0.0s'],
  [-1, '0.0s'],
  [0.44, '0.4s'],
  [9.94, '9.9s'],
  [9.96, '10s'],
  [59.4, '59s'],
  [59.6, '1m00s'],
  [75, '1m15s'],
  [3599.7, '1h00m'],
  [3720, '1h02m'],
]
for (const [seconds, expected] of durations)
  test(`${seconds} seconds are ${expected}`, t => {
    t.is(duration(seconds), expected)
  })

test('one is singular, all else plural', t => {
  t.deepEqual(
    [0, 1, 2].map(many => count(many, 'change')),
    ['0 changes', '1 change', '2 changes'],
  )
  t.is(count(2, 'match', 'matches'), '2 matches')
})

test('a text is broken between words, and a word that is too long stays whole', t => {
  t.deepEqual(wrap('one two three', 7), ['one two', 'three'])
  t.deepEqual(wrap('a /very/long/path b', 6), ['a', '/very/long/path', 'b'])
  t.deepEqual(wrap('', 6), [''])
})

test('colour does not count when a text is broken', t => {
  t.deepEqual(wrap('\u001b[31mone\u001b[39m two three', 7), ['\u001b[31mone\u001b[39m two', 'three'])
})
