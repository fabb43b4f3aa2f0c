import test from 'ava'
import { painter } from '../../scripts/lib/report/colour.ts'
import { frame } from '../../scripts/lib/report/frame.ts'
import { advance, initialState } from '../../scripts/lib/report/run-state.ts'
import { golden } from './support/golden.ts'
import { recordedMigration } from './support/recorded.ts'

test('what moves has a line for the run and one for each host that is being worked on', t => {
  const { events } = recordedMigration()
  const until = events.findIndex(event => event.type === 'phase-started' && event.phase === 'verify') + 3
  const shown = events.slice(0, until)
  const now = Date.parse(shown.at(-1)?.time ?? '') + 4000
  const lines = frame(shown.reduce(advance, initialState), now, { rows: 20, paint: painter(false) })
  golden(t, new URL('fixtures/frame.txt', import.meta.url), lines.map(line => `${line}\n`).join(''))
})

test('nothing moves before the first host and after the last', t => {
  const { events } = recordedMigration()
  const picture = { rows: 20, paint: painter(false) }
  t.deepEqual(frame(initialState, 0, picture), [])
  t.deepEqual(frame(events.reduce(advance, initialState), 0, picture), [])
})
