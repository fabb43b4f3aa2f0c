import test from 'ava'
import { duration } from '../../scripts/lib/inventory/duration.ts'

const lengths: [string, number][] = [
  ['1s', 1000],
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['1h30m', 5_400_000],
  ['1h30m5s', 5_405_000],
  ['24h', 86_400_000],
]

for (const [text, milliseconds] of lengths) {
  test(`${text} is ${milliseconds} milliseconds`, t => {
    t.is(duration().parse(text), milliseconds)
  })
}

const form = 'expected a duration such as 90s, 5m or 1h30m'
const refusals: [unknown, string][] = [
  ['', form],
  ['90', form],
  [90, form],
  ['5 m', form],
  ['1.5h', form],
  ['-5m', form],
  ['5m1h', form],
  ['5ms', form],
  ['5m\n', form],
  ['0s', 'expected at least 1s'],
  ['25h', 'expected at most 24h'],
  ['999999h', 'expected at most 24h'],
]

for (const [text, message] of refusals) {
  test(`${JSON.stringify(text)} is refused: ${message}`, t => {
    t.is(duration().safeParse(text).error?.issues[0]?.message, message)
  })
}

test('a grace period may be none', t => {
  t.is(duration({ minimum: 0 }).parse('0s'), 0)
})
