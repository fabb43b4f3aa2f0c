import test from 'ava'
import fc from 'fast-check'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import { limit, parseInventory } from '../../scripts/lib/inventory/inventory.ts'

const inventory = parseInventory(
  `hosts:
  cp1:
  n[1:4]:
  web-1.example.com:
  "2001:db8::11":
  "fe80::1":
groups:
  control-plane: { hosts: [cp1] }
  workers: { hosts: [n4, n1, n2, n3] }
  old: { hosts: [n1, cp1] }
  web: { hosts: [web-1.example.com] }
  empty: {}`,
  'inventories/prod.yaml',
)

const files: Record<string, string> = {
  'retry.txt': 'n2\n# not n3\n\n n1  # the canary\r\n',
  'empty.txt': '\n# nothing\n',
  'wrong.txt': 'n1\nn9\n!n2\n',
}

function readFile(path: string): string {
  const text = files[path]
  if (text === undefined) throw new Error('no such file')
  return text
}

const chosen = (...patterns: string[]) => limit(inventory, patterns, readFile).map(({ name }) => name)

const all = ['cp1', 'n1', 'n2', 'n3', 'n4', 'web-1.example.com', '2001:db8::11', 'fe80::1']
const workers = ['n1', 'n2', 'n3', 'n4']

const selections: [string[], string[]][] = [
  [[], all],
  [['all'], all],
  [['*'], all],
  [['n1'], ['n1']],
  [['workers'], workers],
  [['n3:n1'], ['n1', 'n3']],
  [['n3,n1'], ['n1', 'n3']],
  [[' n3 , n1 '], ['n1', 'n3']],
  [['workers:!n3'], ['n1', 'n2', 'n4']],
  [['!n3:workers'], ['n1', 'n2', 'n4']],
  [['!workers:!cp1'], ['web-1.example.com', '2001:db8::11', 'fe80::1']],
  [['workers:&old'], ['n1']],
  [['&old'], ['cp1', 'n1']],
  [['n1:control-plane:&old:!cp1'], ['n1']],
  [
    ['n1', 'n2'],
    ['n1', 'n2'],
  ],
  [
    ['workers', '!n3'],
    ['n1', 'n2', 'n4'],
  ],
  [['n*'], workers],
  [['n?'], workers],
  [['n[!12]'], ['n3', 'n4']],
  [['n[1-2]'], ['n1', 'n2']],
  [['*.example.com'], ['web-1.example.com']],
  [['w*'], [...workers, 'web-1.example.com']],
  [['~n[12]'], ['n1', 'n2']],
  [['~n'], workers],
  [['~(?:cp|n)1$,n4'], ['cp1', 'n1', 'n4']],
  [[String.raw`~web-\d{1,3}\.`], ['web-1.example.com']],
  [['workers[0]'], ['n4']],
  [['workers[-1]'], ['n3']],
  [['workers[0:1]'], ['n1', 'n4']],
  [['workers[2:]'], ['n2', 'n3']],
  [['workers[1:99]:!n3'], ['n1', 'n2']],
  [['n*[0]'], ['n1']],
  [['2001:db8::11'], ['2001:db8::11']],
  [['2001:db8::11,fe80::1'], ['2001:db8::11', 'fe80::1']],
  [['all,!fe80::1,!2001:db8::11'], ['cp1', ...workers, 'web-1.example.com']],
  [['n1:[fe80::1]:cp1'], ['cp1', 'n1', 'fe80::1']],
  [['all:![fe80::1]:!n*'], ['cp1', 'web-1.example.com', '2001:db8::11']],
  [['@retry.txt'], ['n1', 'n2']],
  [['workers:!@retry.txt'], ['n3', 'n4']],
  [['cp1:@retry.txt:!n2'], ['cp1', 'n1']],
]

for (const [patterns, hosts] of selections) {
  test(`--limit ${patterns.join(' --limit ') || 'left out'} is ${hosts.join(' ')}`, t => {
    t.deepEqual(chosen(...patterns), hosts)
  })
}

const refusals: [string[], string][] = [
  [['wrkers'], '--limit: "wrkers" stands for no host of inventories/prod.yaml, did you mean workers?'],
  [['n1:!n9'], '--limit: "n9" stands for no host of inventories/prod.yaml, did you mean n1 or n2 or n3?'],
  [['all:&empty'], '--limit: the group "empty" has no host'],
  [['xyz*'], '--limit: "xyz*" stands for no host of inventories/prod.yaml'],
  [['N1'], '--limit: "N1" stands for no host of inventories/prod.yaml, did you mean n1?'],
  [['workers[4]'], '--limit: "workers[4]" stands for no host: "workers" has 4'],
  [['workers[-5]'], '--limit: "workers[-5]" stands for no host: "workers" has 4'],
  [['node[1:3]'], '--limit: "node" stands for no host of inventories/prod.yaml'],
  [[''], '--limit: there is an empty part in it; is a variable of the shell empty?'],
  [['n1,,n2'], '--limit: there is an empty part in it; is a variable of the shell empty?'],
  [['n1:!'], '--limit: there is an empty part in it; is a variable of the shell empty?'],
  [['~n('], '--limit: "~n(" cannot be read as a pattern'],
  [['workers:!n*'], '--limit: "workers:!n*" leaves no host of inventories/prod.yaml'],
  [['@gone.txt'], '--limit: cannot read the file "gone.txt"'],
  [['@empty.txt'], '--limit: the file "empty.txt" names no host'],
  [['n1\u001b[31m'], String.raw`--limit: "n1\x1b[31m" stands for no host of inventories/prod.yaml`],
  [
    ['a9:b9', '@wrong.txt'],
    [
      '--limit: "a9" stands for no host of inventories/prod.yaml',
      '--limit: "b9" stands for no host of inventories/prod.yaml',
      '--limit: wrong.txt:2 "n9" stands for no host of inventories/prod.yaml, did you mean n1 or n2 or n3?',
      '--limit: wrong.txt:3 "!n2" stands for no host of inventories/prod.yaml, did you mean n2?',
    ].join('\n'),
  ],
]

for (const [patterns, message] of refusals) {
  test(`--limit ${JSON.stringify(patterns)} is refused`, t => {
    const error = t.throws(() => chosen(...patterns), { instanceOf: RefitError })
    t.is(error.message, message)
    t.is(error.exitCode, exitCodes.usage)
  })
}

test('a glob or an expression that fits the word all is not all hosts', t => {
  const some = parseInventory('hosts: { alpha: , beta: }', 'x.yaml')
  for (const pattern of ['a*', '[a-b]lpha', '~a', '~.*l']) {
    t.deepEqual(
      limit(some, [pattern]).map(({ name }) => name),
      ['alpha'],
      pattern,
    )
  }
})

test('every pattern of names is union, then intersection, then exclusion, in whatever order it is written', t => {
  const part = fc.record({
    operator: fc.constantFrom('', '', '&', '!'),
    name: fc.constantFrom(
      ...all.filter(name => !name.includes(':')),
      'workers',
      'old',
      'control-plane',
      'web',
      'all',
    ),
  })
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(':', ','),
      (parts, separator) => {
        const hostsOf = (name: string) => inventory.groups.get(name) ?? [name]
        const named = (operator: string) =>
          parts.filter(each => each.operator === operator).map(each => hostsOf(each.name))
        const plain = named('')
        const expected = (plain.length === 0 ? all : all.filter(host => plain.flat().includes(host)))
          .filter(host => named('&').every(hosts => hosts.includes(host)))
          .filter(host => !named('!').flat().includes(host))
        const pattern = parts.map(({ operator, name }) => operator + name).join(separator)
        if (expected.length > 0) t.deepEqual(chosen(pattern), expected)
        else t.throws(() => chosen(pattern), { message: /leaves no host/ })
      },
    ),
  )
})

test('any text selects hosts or is refused', t => {
  const piece = fc.constantFrom(
    'n1',
    'workers',
    ':',
    ',',
    '!',
    '&',
    '~',
    '[',
    ']',
    '0',
    '-',
    '*',
    '?',
    '(',
    ')',
    '@',
    '\\',
    ' ',
    '{',
    '^',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join('')),
  )
  fc.assert(
    fc.property(text, pattern => {
      try {
        return chosen(pattern).length > 0
      } catch (error) {
        return error instanceof RefitError
      }
    }),
    { numRuns: 1000 },
  )
  t.pass()
})
