import test from 'ava'
import type { Event, EventBody } from '../../scripts/lib/engine/events.ts'
import { painter } from '../../scripts/lib/report/colour.ts'
import { terminal } from '../../scripts/lib/report/terminal.ts'
import { golden } from './support/golden.ts'
import { recordedMigration } from './support/recorded.ts'
import { Screen } from './support/screen.ts'

test('what stays on a terminal is a line for each host, what went wrong, and the recap', async t => {
  const { screen, view } = watched({ columns: 80, rows: 24 })
  for (const event of recordedMigration().events) {
    view.event(event)
    if (event.type === 'progress') await drawn(view, () => screen.text.includes(event.message.slice(0, 30)))
  }
  await view.end()
  golden(t, new URL('fixtures/terminal.txt', import.meta.url), screen.text)
  t.true(
    screen.raw.lastIndexOf('\u001b[?25h') > screen.raw.lastIndexOf('\u001b[?25l'),
    'the cursor is shown again',
  )
})

test('while hosts are worked on, each has one line that moves', async t => {
  const { screen, view, clock } = watched({ columns: 60, rows: 24 })
  view.event(at(0, { type: 'run-started', command: 'migrate', hosts: ['n1', 'n10', 'n2'] }))
  view.event(at(0, { type: 'host-started', host: 'n1' }))
  view.event(at(0, { type: 'host-started', host: 'n10' }))
  view.event(at(1, { type: 'phase-started', host: 'n10', phase: 'drain' }))
  view.event(at(2, { type: 'progress', host: 'n10', phase: 'drain', message: `evicting ${'x'.repeat(80)}` }))
  clock.now = start + 65_000
  await drawn(view, () => screen.text.includes('1m05s'))
  t.is(
    withoutSpinner(screen.text),
    [
      '* migrate: 0 of 3 done, 2 running, 1m05s',
      '  n1   connect   1m05s',
      '  n10  drain     1m04s  evicting xxxxxxxxxxxxxxxxxxxxxxxx…',
      '',
      '',
    ].join('\n'),
  )
  await view.end()
  t.is(screen.text.trim(), '')
})

test('sixty hosts at once fit on 24 rows', async t => {
  const { screen, view, clock } = watched({ columns: 80, rows: 24 })
  const hosts = Array.from({ length: 60 }, (_, index) => `n${index + 1}`)
  view.event(at(0, { type: 'run-started', command: 'migrate', hosts }))
  for (const host of hosts) view.event(at(0, { type: 'phase-started', host, phase: 'gate' }))
  for (const again of [1, 2, 3]) {
    clock.now = start + again * 1000
    await drawn(view, () => screen.text.includes(`60 running, ${again}s`))
  }
  const lines = screen.text.trimEnd().split('\n')
  t.true(lines.length < 24)
  t.is(withoutSpinner(lines[0] ?? ''), '* migrate: 0 of 60 done, 60 running, 3s')
  t.regex(lines.at(-1) ?? '', /^ {2}and \d+ more running$/)
  await view.end()
})

test('lines of output stand above what moves, in order, and none is lost', async t => {
  const { screen, view } = watched({ columns: 80, rows: 24, verbose: true })
  view.event(at(0, { type: 'run-started', command: 'migrate', hosts: ['n1'] }))
  view.event(at(0, { type: 'phase-started', host: 'n1', phase: 'prepare' }))
  for (let line = 0; line < 200; line++) {
    view.event(at(line, { type: 'output', host: 'n1', phase: 'prepare', line: `line ${line}` }))
    if (line % 7 === 0) await drawn(view, () => screen.text.includes('1 running'))
  }
  await view.end()
  t.deepEqual(
    screen.text.trimEnd().split('\n'),
    Array.from({ length: 200 }, (_, line) => `n1: | line ${line}`),
  )
})

test('a terminal that cannot be drawn on still gets every line', async t => {
  const screen = new Screen({ columns: 80, rows: 24 })
  Object.defineProperty(screen, 'rows', {
    get() {
      throw new Error('no rows here')
    },
  })
  const view = terminal({ stream: stream(screen), verbose: false, paint: painter(false), now: () => start })
  view.event(at(0, { type: 'run-started', command: 'migrate', hosts: ['n1'] }))
  view.event(at(0, { type: 'phase-started', host: 'n1', phase: 'prepare' }))
  const body = { result: 'changed', seconds: 3, changes: 1, message: 'Ready.' } as const
  view.event(at(3, { type: 'host-finished', host: 'n1', ...body }))
  await view.end()
  t.true(screen.text.includes('warning: progress can no longer be drawn: no rows here'))
  t.true(screen.text.includes('✔ n1: migrated after 3.0s, 1 change: Ready.'))
})

const start = Date.parse('2026-11-20T09:30:00.000Z')

function at(seconds: number, body: EventBody): Event {
  return { time: new Date(start + seconds * 1000).toISOString(), run: 'r', ...body }
}

function watched({ verbose = false, ...size }: { columns: number; rows: number; verbose?: boolean }) {
  const screen = new Screen(size)
  const clock = { now: start }
  const view = terminal({ stream: stream(screen), verbose, paint: painter(false), now: () => clock.now })
  return { screen, view, clock }
}

function stream(screen: Screen): NodeJS.WriteStream {
  return screen as unknown as NodeJS.WriteStream
}

/** listr2 draws some turns of the event loop later; the first time it also loads two modules. */
async function drawn(view: { tick(): void }, there: () => boolean): Promise<void> {
  for (let turn = 0; !there(); turn++) {
    if (turn > 10_000) throw new Error('it was not drawn')
    view.tick()
    await new Promise(resolve => setImmediate(resolve))
  }
}

function withoutSpinner(text: string): string {
  return text.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '*')
}
