import { readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { jsonLine, ndjson } from '../../scripts/lib/report/ndjson.ts'
import { recordedMigration } from './support/recorded.ts'

test('every event is one line of JSON, and nothing else is written', t => {
  let text = ''
  const show = ndjson(more => (text += more))
  for (const event of recordedMigration().events) show(event)
  t.is(text, readFileSync(new URL('fixtures/migration.ndjson', import.meta.url), 'utf8'))
})

test('any value comes back as it was, from one line of which a terminal obeys nothing', t => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), message => {
      const line = jsonLine({ message })
      t.deepEqual(JSON.parse(line), { message })
      t.regex(line, /^[^\n]+\n$/)
      t.notRegex(line.trimEnd(), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
  )
})
