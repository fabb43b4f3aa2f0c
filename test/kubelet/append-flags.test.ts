import test from 'ava'
import { appendFlags, setsVariable } from '../../scripts/lib/kubelet/append-flags.ts'

const cases: [title: string, before: string, after: string][] = [
  ['inside the quotes', 'A="--v=2"\nB=x\n', 'A="--v=2 --x=1"\nB=x\n'],
  ['inside quotes of the other kind', "A='--v=2'\n", "A='--v=2 --x=1'\n"],
  ['after a bare value', 'A=--v=2 --w\n', 'A="--v=2 --w --x=1"\n'],
  ['to an empty value', 'A=\n', 'A="--x=1"\n'],
  ['to empty quotes', 'A=""\n', 'A="--x=1"\n'],
  ['to an empty file', '', 'A="--x=1"\n'],
  ['to a file without it', 'B=x', 'B=x\nA="--x=1"\n'],
  ['to the last of two', 'A="--v=1"\nA="--v=2"\n', 'A="--v=1"\nA="--v=2 --x=1"\n'],
  ['to a value of two lines', 'A="--v=2 \\\n  --w"\nB=x\n', 'A="--v=2 \\\n  --w --x=1"\nB=x\n'],
  ['not to a comment', '# A="--v=2"\n', '# A="--v=2"\nA="--x=1"\n'],
]

for (const [title, before, after] of cases)
  test(`a flag is added ${title}`, t => t.is(appendFlags(before, 'A', ['--x=1']), after))

test('no flags are no change', t => t.is(appendFlags('A=1', 'A', []), 'A=1'))

for (const text of ['A=--a="1"\n', 'A="--v=2" "--w"\n', 'A=--v=2 \\\n  --w\n', 'A="--v=2\n'])
  test(`a value that is put together is refused: ${JSON.stringify(text)}`, t => {
    t.throws(() => appendFlags(text, 'A', ['--x=1']))
  })

test('a variable is told from others', t => {
  t.true(setsVariable('B=1\n A=2\n', 'A'))
  t.false(setsVariable('BA=1\n#A=2\nB="x \\\nA=1"\n', 'A'))
})
