import test from 'ava'
import { applyPatch } from 'diff'
import fc from 'fast-check'
import { unifiedDiff } from '../../scripts/lib/plan/diff.ts'

const cases: [string, string | undefined, string | undefined, string][] = [
  ['a new file', undefined, 'a\n', '--- /dev/null\n+++ /etc/f\n@@ -0,0 +1,1 @@\n+a\n'],
  ['a deleted file', 'a\n', undefined, '--- /etc/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n'],
  ['a changed line', 'a\nb\n', 'a\nc\n', '--- /etc/f\n+++ /etc/f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n'],
  [
    'a last line that gets its line feed',
    'a',
    'a\n',
    '--- /etc/f\n+++ /etc/f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n',
  ],
  ['a file that stays', 'a\n', 'a\n', ''],
  ['no file that stays no file', undefined, undefined, ''],
]
for (const [title, before, after, expected] of cases)
  test(`${title} is shown as in diff -u`, t => {
    t.is(unifiedDiff('/etc/f', before, after), expected)
  })

const sensitive: [string | undefined, string | undefined, string][] = [
  [undefined, 'hunter-22', '(sensitive, created)\n'],
  ['hunter-21', 'hunter-22', '(sensitive, changed)\n'],
  ['hunter-21', undefined, '(sensitive, deleted)\n'],
  ['hunter-21', 'hunter-21', ''],
]
for (const [before, after, expected] of sensitive)
  test(`a sensitive file says at most "${expected.trim()}"`, t => {
    t.is(unifiedDiff('/etc/f', before, after, { sensitive: true }), expected)
  })

test('two long files with nothing in common are all old, then all new', t => {
  const before = lines(3000, 'old')
  const diff = unifiedDiff('/etc/f', before, lines(3000, 'new'))
  t.true(diff.startsWith('--- /etc/f\n+++ /etc/f\n@@ -1,3000 +1,3000 @@\n-old 0\n'))
  t.is(applyPatch(before, diff), lines(3000, 'new'))
})

test('the diff, applied to what was, gives what will be', t => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '', '-', '+'), { maxLength: 20 })
    .map(all => all.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after)
      t.is(applyPatch(before, unifiedDiff('/etc/f', before, after)), after)
    }),
  )
})

function lines(many: number, word: string): string {
  return Array.from({ length: many }, (_, index) => `${word} ${index}\n`).join('')
}
