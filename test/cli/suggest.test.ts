import test from 'ava'
import fc from 'fast-check'
import { suggest } from '../../scripts/lib/cli/suggest.ts'

const known = ['inventory', 'limit', 'dry-run', 'yes', 'detailed-exitcode']
const cases: [string, string | undefined][] = [
  ['inventroy', 'inventory'],
  ['limits', 'limit'],
  ['dryrun', 'dry-run'],
  ['yse', undefined],
  ['detailed', 'detailed-exitcode'],
  ['zebra', undefined],
  ['', undefined],
]
for (const [word, expected] of cases)
  test(`"${word}" ${expected === undefined ? 'is like nothing' : `was meant to be "${expected}"`}`, t => {
    t.is(suggest(word, known), expected)
  })

test('a known word is always its own suggestion', t => {
  fc.assert(fc.property(fc.constantFrom(...known), word => suggest(word, known) === word))
  t.pass()
})
