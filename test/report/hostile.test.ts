import test from 'ava'
import fc from 'fast-check'
import type { Event, EventBody } from '../../scripts/lib/engine/events.ts'
import { painter } from '../../scripts/lib/report/colour.ts'
import { plain } from '../../scripts/lib/report/plain.ts'
import { terminal } from '../../scripts/lib/report/terminal.ts'
import { Screen } from './support/screen.ts'

/** A node, an image or a file can say anything; this is what would retitle, clear or rewrite a terminal. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u001b]0;pwned\u0007', '\u001b[2J', '\u009b2J', 'ok\rerror', '\u202egnp.exe', 'a\nb'),
)
const host = hostile
const phase = fc.constantFrom('prepare', 'switch', 'undo') satisfies fc.Arbitrary<string>
const seconds = fc.double({ min: 0, max: 1e5, noNaN: true })

const body: fc.Arbitrary<EventBody> = fc.oneof(
  fc.record({
    type: fc.constant('run-started' as const),
    command: hostile,
    hosts: fc.array(host, { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('host-started' as const), host }),
  fc.record({ type: fc.constant('phase-started' as const), host, phase }),
  fc.record({ type: fc.constant('step-started' as const), host, phase, step: hostile }),
  fc.record({ type: fc.constant('step-finished' as const), host, phase, step: hostile, seconds }),
  fc.record({ type: fc.constant('progress' as const), host, phase, message: hostile }),
  fc.record({ type: fc.constant('output' as const), host, phase, line: hostile }),
  fc.record({
    type: fc.constant('note' as const),
    level: fc.constantFrom('info', 'warning'),
    host,
    message: hostile,
  }),
  fc.record({
    type: fc.constant('phase-finished' as const),
    host,
    phase,
    ok: fc.boolean(),
    seconds,
    message: hostile,
  }),
  fc.record({
    type: fc.constant('host-finished' as const),
    host,
    result: fc.constantFrom('changed', 'unchanged', 'untouched', 'rolled-back', 'unknown', 'skipped'),
    seconds,
    changes: fc.nat(),
    message: hostile,
    next: hostile,
  }),
)

const run = fc.array(body, { maxLength: 30 }).map((bodies): Event[] => {
  const end: EventBody = { type: 'run-finished', ok: false, seconds: 3, log: 'runs/\u001b[2J/events.ndjson' }
  return [...bodies, end].map(one => ({ time: '2026-11-20T09:30:00.000Z', run: 'r', ...one }))
})

test('no control character of an event reaches a pipe', t => {
  fc.assert(
    fc.property(run, events => {
      let text = ''
      const write = (more: string) => (text += more)
      const view = plain({ write, verbose: true, paint: painter(false), width: 80 })
      for (const event of events) view.event(event)
      view.tick(Date.parse('2026-11-20T10:30:00.000Z'))
      t.notRegex(text, unsafe)
    }),
  )
})

test('no control character of an event reaches a terminal, beside those that draw', async t => {
  await fc.assert(
    fc.asyncProperty(run, async events => {
      const screen = new Screen({ columns: 80, rows: 24 })
      const stream = screen as unknown as NodeJS.WriteStream
      const now = () => Date.parse('2026-11-20T10:30:00.000Z')
      const view = terminal({ stream, verbose: true, paint: painter(false), now })
      for (const event of events) {
        view.event(event)
        view.tick()
        await new Promise(resolve => setImmediate(resolve))
      }
      await view.end()
      t.notRegex(screen.raw.replaceAll(drawing, ''), unsafe)
    }),
    { numRuns: 50 },
  )
})

const unsafe = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/u
/** What listr2 and log-update move the cursor, erase lines and frame a picture with. */
// oxlint-disable-next-line no-control-regex
const drawing = /\x1b\[(?:\d*[ABGK]|\?25[hl]|\?2026[hl]|\d+m)/g
