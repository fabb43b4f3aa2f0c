import test from 'ava'
import fc from 'fast-check'
import { harmless, harmlessLines } from '../../scripts/lib/report/harmless.ts'

const cases: [string, string, string][] = [
  ['an escape sequence', '\u001b[31mred', String.raw`\x1b[31mred`],
  ['a one-byte CSI', '\u009b2J', String.raw`\x9b2J`],
  ['a carriage return that overwrites', 'ok\rno', String.raw`ok\rno`],
  ['a line feed', 'a\nb', String.raw`a\nb`],
  ['a tab', 'a\tb', String.raw`a\tb`],
  ['a right-to-left override', 'a\u202eb', String.raw`a\u202eb`],
  ['a zero-width space', 'a\u200bb', String.raw`a\u200bb`],
  ['a tag character beyond the first plane', 'a\u{e0041}b', String.raw`a\u{e0041}b`],
  ['a lone surrogate', 'a\ud800b', String.raw`a\ud800b`],
  ['letters of any script, and signs', 'Größe 日本 ✔ →', 'Größe 日本 ✔ →'],
]
for (const [title, text, expected] of cases)
  test(`${title} becomes visible`, t => {
    t.is(harmless(text), expected)
  })

test('in a text of lines, line feeds and tabs stay and nothing else does', t => {
  t.is(harmlessLines('a\tb\nc\r\n'), 'a\tb\nc\\r\n')
})

test('nothing that a terminal would obey is left, whatever comes in', t => {
  const any = fc.string({ unit: 'binary' })
  fc.assert(fc.property(any, text => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(harmless(text))))
  fc.assert(fc.property(any, text => !/[\p{Cf}\p{Cs}]|[^\P{Cc}\n\t]/u.test(harmlessLines(text))))
  t.pass()
})
