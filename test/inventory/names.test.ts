import test from 'ava'
import fc from 'fast-check'
import { readNames } from '../../scripts/lib/inventory/names.ts'

function namesOf(text: string): string[] {
  const names = readNames(text)
  return 'problem' in names ? [] : names.list()
}

const ranges: [string, string[]][] = [
  ['n1', ['n1']],
  ['node[08:11]', ['node08', 'node09', 'node10', 'node11']],
  ['node[8:11]', ['node8', 'node9', 'node10', 'node11']],
  ['n[0:5:2]', ['n0', 'n2', 'n4']],
  ['n[a:d:2].example.com', ['na.example.com', 'nc.example.com']],
  ['n[A:B]', ['nA', 'nB']],
  ['r[1:2]n[1:2]', ['r1n1', 'r1n2', 'r2n1', 'r2n2']],
  ['n[5:5]', ['n5']],
  ['198.18.0.[1:2]', ['198.18.0.1', '198.18.0.2']],
  ['2001:db8::1', ['2001:db8::1']],
]

for (const [text, names] of ranges) {
  test(`${text} is ${names.join(' ')}`, t => {
    t.deepEqual(namesOf(text), names)
  })
}

test('a range of numbers has each of them, as wide as its ends', t => {
  const range = fc.tuple(
    fc.nat({ max: 500 }),
    fc.nat({ max: 500 }),
    fc.integer({ min: 1, max: 60 }),
    fc.nat({ max: 6 }),
  )
  fc.assert(
    fc.property(range, ([from, more, step, width]) => {
      const write = (value: number) => String(value).padStart(width, '0')
      const [start, end] = [write(from), write(from + more)]
      fc.pre(start.length === end.length || !/^0./.test(start))
      const expected = []
      for (let value = from; value <= from + more; value += step) expected.push(`n${write(value)}`)
      t.deepEqual(namesOf(`n[${start}:${end}:${step}]`), expected)
    }),
  )
})

test('two ranges give each name of the one with each of the other', t => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (a, b) => {
      const names = namesOf(`r[1:${a}]n[1:${b}]`)
      t.is(new Set(names).size, a * b)
    }),
  )
})

test('any text is refused, or is as many different names as it says, none with a meaning in a pattern', t => {
  const text = fc
    .array(
      fc.constantFrom('n', '1', '20', '[1:3]', '[a:c]', '[A:c]', '[', ']', ':', '-', '.', ' ', '!', 'é', ''),
    )
    .map(parts => parts.join(''))
  fc.assert(
    fc.property(fc.oneof(fc.string(), text), candidate => {
      const names = readNames(candidate)
      if ('problem' in names) return names.problem !== ''
      const list = names.list()
      return (
        list.length === names.count &&
        new Set(list).size === list.length &&
        list.every(name => /^[\w.:-]+$/.test(name))
      )
    }),
  )
  t.pass()
})
