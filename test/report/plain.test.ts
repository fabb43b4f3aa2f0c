import test from 'ava'
import type { Event, EventBody } from '../../scripts/lib/engine/events.ts'
import { painter } from '../../scripts/lib/report/colour.ts'
import { plain } from '../../scripts/lib/report/plain.ts'
import { golden } from './support/golden.ts'
import { recordedMigration } from './support/recorded.ts'

test('a run in a pipe is one line for each event that matters, with the host in front', t => {
  golden(t, fixture('plain.txt'), shown(recordedMigration().events))
})

test('--verbose adds the steps, what they print, and the cost', t => {
  golden(t, fixture('plain-verbose.txt'), shown(recordedMigration().events, { verbose: true }))
})

test('a host that is silent for 15 seconds is said to wait, and for what, and not again before another 15', t => {
  const { view, lines } = started()
  view.event(at(1, { type: 'progress', host: 'n2', phase: 'drain', message: 'evicting default/web' }))
  view.tick(start + 14_999)
  t.deepEqual(lines(), [])
  view.tick(start + 15_000)
  t.deepEqual(lines(), ['n2: drain: still waiting after 15s: evicting default/web\n'])
  view.tick(start + 29_000)
  t.deepEqual(lines(), [])
  view.tick(start + 30_000)
  t.deepEqual(lines(), ['n2: drain: still waiting after 30s: evicting default/web\n'])
})

test('progress is not repeated, however often the engine tells it', t => {
  const { view, lines } = started()
  for (let second = 1; second <= 60; second++)
    view.event(at(second, { type: 'progress', host: 'n2', phase: 'drain', message: `second ${second}` }))
  t.is(lines().length, 4)
})

test('nothing is waited for on a host that is done', t => {
  const { view, lines } = started()
  const { message, changes } = { message: 'Ready.', changes: 1 }
  view.event(at(2, { type: 'host-finished', host: 'n2', result: 'changed', seconds: 2, changes, message }))
  t.deepEqual(lines(), ['n2: changed after 2.0s, 1 change: Ready.\n'])
  view.tick(start + 60_000)
  t.deepEqual(lines(), [])
})

const start = Date.parse('2026-11-20T09:30:00.000Z')

function at(seconds: number, body: EventBody): Event {
  return { time: new Date(start + seconds * 1000).toISOString(), run: 'r', ...body }
}

function started() {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  const view = plain({ write, verbose: false, paint: painter(false), width: 80 })
  view.event(at(0, { type: 'run-started', command: 'task', hosts: ['n2'] }))
  view.event(at(0, { type: 'host-started', host: 'n2' }))
  view.event(at(0, { type: 'phase-started', host: 'n2', phase: 'drain' }))
  const lines = () => written.splice(0)
  lines()
  return { view, lines }
}

function shown(events: readonly Event[], { verbose = false } = {}): string {
  let text = ''
  const write = (more: string) => (text += more)
  const view = plain({ write, verbose, paint: painter(false), width: 80 })
  for (const event of events) view.event(event)
  return text
}

function fixture(name: string): URL {
  return new URL(`fixtures/${name}`, import.meta.url)
}
