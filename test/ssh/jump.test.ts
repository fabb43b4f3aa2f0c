import test from 'ava'
import { parseJumps } from '../../scripts/lib/ssh/jump.ts'

const jump = (host: string, user?: string, port?: number) => ({ host, user, port })

const cases: readonly [text: string, jumps: readonly ReturnType<typeof jump>[]][] = [
  ['none', []],
  ['None', []],
  ['bastion', [jump('bastion')]],
  ['admin@bastion.example.org:2222', [jump('bastion.example.org', 'admin', 2222)]],
  ['a, b@c:23', [jump('a'), jump('c', 'b', 23)]],
  ['ssh://admin@bastion:2222/', [jump('bastion', 'admin', 2222)]],
  ['[2001:db8::1]:22', [jump('2001:db8::1', undefined, 22)]],
  ['admin@[fe80::1%eth0]', [jump('fe80::1%eth0', 'admin')]],
]

for (const [text, jumps] of cases) {
  test(`"${text}" is ${jumps.length} jump hosts`, t => {
    t.deepEqual(parseJumps(text), jumps)
  })
}

for (const text of [
  '',
  'a,',
  '-oProxyCommand=x',
  'a b',
  'a:0',
  'a:99999',
  'a:ssh',
  '@a',
  '2001:db8::1',
  'http://a',
]) {
  test(`"${text}" is no jump host`, t => {
    t.throws(() => parseJumps(text), { instanceOf: TypeError, message: /is no jump host/ })
  })
}
