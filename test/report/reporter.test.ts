import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { reporter } from '../../scripts/lib/report/reporter.ts'
import { recordedMigration } from './support/recorded.ts'
import { Screen } from './support/screen.ts'

const cases: [string, 'auto' | 'plain' | 'ndjson', { isTTY: boolean; TERM?: string }, RegExp][] = [
  ['auto draws on a terminal', 'auto', { isTTY: true }, /^✔ n2: migrated/m],
  ['auto prints lines in a pipe', 'auto', { isTTY: false }, /^n2: migrated/m],
  [
    'auto prints lines on a terminal that cannot draw',
    'auto',
    { isTTY: true, TERM: 'dumb' },
    /^n2: migrated/m,
  ],
  ['plain prints lines even on a terminal', 'plain', { isTTY: true }, /^n2: migrated/m],
  ['ndjson prints events even on a terminal', 'ndjson', { isTTY: true }, /^\{.*"type":"host-finished".*\}$/m],
]
for (const [title, output, { isTTY, ...environment }, expected] of cases)
  test(title, async t => {
    const stream = isTTY ? new Screen({ columns: 80, rows: 24 }) : Object.assign(new PassThrough(), { isTTY })
    const { events, now } = recordedMigration()
    const { emit, end } = reporter({
      output,
      stream: stream as unknown as NodeJS.WriteStream,
      verbose: false,
      environment: { NO_COLOR: '1', ...environment },
      now,
    })
    for (const event of events) emit(event)
    await end()
    t.regex(stream instanceof Screen ? stream.raw : await text(stream.end()), expected)
  })
