import test from 'ava'
import { painter, wantsColour } from '../../scripts/lib/report/colour.ts'

const cases: [string, boolean, Record<string, string>, boolean][] = [
  ['a terminal', true, {}, true],
  ['a pipe', false, {}, false],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
  ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ['a terminal with both', true, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, false],
]
for (const [title, isTTY, environment, expected] of cases)
  test(`${title} ${expected ? 'gets colour' : 'gets none'}`, t => {
    t.is(wantsColour(isTTY, environment), expected)
  })

test('a painter without colour leaves a text alone, whatever the environment of the test', t => {
  t.is(painter(false)('red', 'text'), 'text')
  t.is(painter(true)('red', 'text'), '\u001b[31mtext\u001b[39m')
})
