import { execFileSync } from 'node:child_process'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { quote, raw, sh } from '../../scripts/lib/shell/quote.ts'
import { shells } from '../support/shells.ts'

const hard = [
  '',
  ' ',
  "it's",
  "''",
  "'\\''",
  '\\',
  '$(id)',
  '`id`',
  '$HOME',
  '"',
  '!',
  '!!',
  '~',
  '*',
  'a=b',
  '-n',
  '--',
  '#x',
  'line\nline',
  '\n',
  '\t',
  'é€😀',
  '\u{1}\u{7F}',
  '%s\\n',
  'a;b|c&d>e<f(g)',
]

for (const shell of shells) {
  const show = (word: string) => run(shell.command, `printf %s ${quote(word)}`)

  test(`${shell.name} prints a quoted word as it was`, t => {
    if (!shell.installed) return skip(t, shell.name)
    for (const word of hard) t.is(show(word), word)
  })

  test(`${shell.name} prints any quoted text as it was`, t => {
    if (!shell.installed) return skip(t, shell.name)
    // One run of the shell for many words: each is printed between NULs, which no word holds.
    const words = fc.array(text, { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(words, list => {
        const printed = run(shell.command, sh`printf '%s\0' ${list}`)
        t.deepEqual(printed.split('\0').slice(0, -1), list)
      }),
      { numRuns: 40 },
    )
  })
}

test('a word of plain characters stays readable', t => {
  t.is(quote('/etc/docker/daemon.json'), '/etc/docker/daemon.json')
  t.is(quote('n1.example.org:6443'), 'n1.example.org:6443')
})

test('a NUL cannot be quoted, and is refused', t => {
  t.throws(() => quote('a\0b'), { instanceOf: TypeError, message: /NUL/ })
})

test('sh quotes what is put into it: one word for a value, several for an array', t => {
  t.is(sh`rm -f ${'a b'} ${['c', "d'e", 5]}`, String.raw`rm -f 'a b' c 'd'\''e' 5`)
})

test('sh takes its own text as written, backslashes too', t => {
  t.is(sh`printf '%s\n' ${'x'}`, String.raw`printf '%s\n' x`)
})

test('sh puts a script that is marked raw in as it is, and a plain string as one word', t => {
  const inner = sh`echo ${'a b'}`
  t.is(sh`if true; then ${raw(inner)}; fi`, "if true; then echo 'a b'; fi")
  t.is(sh`sh -c ${inner}`, String.raw`sh -c 'echo '\''a b'\'''`)
})

test('an empty array leaves no word behind', t => {
  t.is(sh`ls ${[]}`, 'ls ')
})

/** Any text that can be an argument: no NUL, and no half of a surrogate pair, which has no UTF-8. */
const text = fc
  .string({ unit: 'binary', maxLength: 30 })
  .filter(word => !word.includes('\0'))
  .map(word => word.toWellFormed())

function run([program, ...given]: readonly [string, ...string[]], script: string): string {
  return execFileSync(program, [...given, '-c', script], { encoding: 'utf8' })
}

function skip(t: ExecutionContext, name: string): void {
  t.log(`skipped: ${name} is not installed here`)
  t.pass()
}
