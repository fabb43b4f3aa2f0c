import { format, inspect } from 'node:util'
import test from 'ava'
import { Secret } from '../scripts/lib/secret.ts'

const secret = new Secret('hunter2')

// What untyped code does; the compiler and the linter stop typed code.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const untyped = (use: (value: string) => string): string => use(secret as unknown as string)

test('reveal gives the value', t => {
  t.is(secret.reveal(), 'hunter2')
})

const printed: Record<string, () => string> = {
  'String()': () => String(secret),
  'a template literal': () => untyped(value => `value: ${value}`),
  concatenation: () => untyped(value => 'value: ' + value),
  'join of an array': () => [secret].join(),
  'JSON.stringify': () => JSON.stringify({ password: secret }),
  inspect: () => inspect(secret),
  'inspect of an object that holds it': () => inspect({ deep: { password: secret } }, { depth: 9 }),
  'inspect with hidden properties': () => inspect(secret, { showHidden: true, getters: true }),
  'format %s': () => format('%s', secret),
  'format %o': () => format('%o', secret),
  'format %O': () => format('%O', secret),
  'format %j': () => format('%j', secret),
  'the message of an error': () => untyped(value => inspect(new Error(`failed with ${value}`))),
}

for (const [way, print] of Object.entries(printed)) {
  test(`${way} shows [secret]`, t => {
    t.true(print().includes('[secret]'))
    t.false(print().includes('hunter2'))
  })
}

test('nothing of the value is in its properties or in a copy', t => {
  t.deepEqual(Reflect.ownKeys(secret), [])
  t.is(JSON.stringify(Object.assign({}, secret)), '{}')
  t.false(inspect(structuredClone(secret), { showHidden: true }).includes('hunter2'))
})
