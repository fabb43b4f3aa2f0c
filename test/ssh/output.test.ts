import test from 'ava'
import { collectOutput } from '../../scripts/lib/ssh/output.ts'

test('a character that is cut in two between chunks is whole again', t => {
  const lines: string[] = []
  const output = collectOutput(line => lines.push(line))
  for (const byte of Buffer.from('é€😀\nü')) output.push(Buffer.from([byte]))
  t.deepEqual(lines, ['é€😀'])
  t.is(output.text(), 'é€😀\nü')
  t.deepEqual(lines, ['é€😀', 'ü'])
})

test('lines come as they are complete', t => {
  const lines: string[] = []
  const output = collectOutput(line => lines.push(line))
  output.push(Buffer.from('a\nb'))
  t.deepEqual(lines, ['a'])
  output.push(Buffer.from('c\n\n'))
  t.deepEqual(lines, ['a', 'bc', ''])
  t.is(output.text(), 'a\nbc\n\n')
  t.deepEqual(lines, ['a', 'bc', ''])
})
