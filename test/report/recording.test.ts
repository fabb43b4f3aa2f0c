import test from 'ava'
import type { Event } from '../../scripts/lib/engine/events.ts'
import { recording } from '../../scripts/lib/report/recording.ts'
import { recordedMigration } from './support/recorded.ts'

test('a recording is shown whole and in order, in the time that it is given', async t => {
  const seen: Event[] = []
  const slept: number[] = []
  const recorded = recordedMigration()
  const sleep = async (milliseconds: number) => void slept.push(milliseconds)
  await recorded.play(event => seen.push(event), { seconds: 3, sleep })
  t.deepEqual(seen, [...recorded.events])
  t.is(Math.round(slept.reduce((sum, one) => sum + one, 0)), 3000)
  t.true(
    slept.every(one => one <= 101),
    'no pause is so long that nothing moves',
  )
})

test('its clock is at each event when that event is shown', async t => {
  const recorded = recordedMigration()
  const sink = (event: Event) => t.is(recorded.now(), Date.parse(event.time))
  await recorded.play(sink, { seconds: 1, sleep: async () => {} })
})

test('a line that is no event is an error', t => {
  t.throws(() => recording('{"time":"yesterday","run":"r","type":"note"}'))
  t.throws(() => recording('{"time":'))
})

test('an empty recording shows nothing', async t => {
  await recording('').play(() => t.fail(), { seconds: 1, sleep: async () => t.fail() })
  t.pass()
})
