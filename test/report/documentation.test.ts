import { readFileSync } from 'node:fs'
import test from 'ava'

const page = read('../../docs/output.md')
const printed = [
  '../plan/fixtures/plan.txt',
  'fixtures/frame.txt',
  'fixtures/plain.txt',
  'fixtures/plain-verbose.txt',
  'fixtures/migration.ndjson',
  '../cli/fixtures/errors.txt',
].map(read)
const examples = [...page.matchAll(/^```(?:text|json)\n(.*?)^```$/gms)].map(([, example = '']) => example)

test('the page has an example of each form', t => {
  t.is(examples.length, printed.length + 1, 'the recap is the end of the plain one')
})

for (const [index, example] of examples.entries())
  test(`example ${index + 1} of docs/output.md is what the code prints`, t => {
    t.true(printed.some(text => text.includes(example)))
  })

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
}
