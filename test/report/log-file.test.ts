import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { logFile } from '../../scripts/lib/report/log-file.ts'
import { recordedMigration } from './support/recorded.ts'

test('every event of a run is kept, in order, for its owner only', t => {
  const folder = mkdtempSync(join(tmpdir(), 'refit-log-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const { path, sink } = logFile(join(folder, 'runs'), 'r1')
  const { events } = recordedMigration()
  for (const event of events) sink(event)
  t.is(path, join(folder, 'runs', 'r1', 'events.ndjson'))
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  t.deepEqual(
    lines.map(line => JSON.parse(line) as unknown),
    [...events],
  )
  t.is(statSync(path).mode & 0o777, 0o600)
  t.is(statSync(join(folder, 'runs', 'r1')).mode & 0o777, 0o700)
})

test('a place that cannot be written to is an error at once, not at the first event', t => {
  const file = fileURLToPath(import.meta.url)
  t.throws(() => logFile(file, 'r1'), { code: 'ENOTDIR' })
})
