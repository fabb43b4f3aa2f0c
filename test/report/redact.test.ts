import test from 'ava'
import fc from 'fast-check'
import type { Event } from '../../scripts/lib/engine/events.ts'
import { maskSecrets, redact } from '../../scripts/lib/report/redact.ts'
import { Secret } from '../../scripts/lib/secret.ts'

const stamp = { time: '2026-11-20T09:30:00.000Z', run: 'r1' }

const quoted: [string, string, string][] = [
  ['as it is', 'hunter-22', 'password hunter-22 refused'],
  ['in JSON', 'pa"ss\\word', JSON.stringify({ key: 'pa"ss\\word' })],
  ['in single quotes of a shell', "pa'ss'word", String.raw`echo 'pa'\''ss'\''word'`],
  ['in a URL', 'pä/ss word', 'https://user:p%C3%A4%2Fss%20word@registry'],
  ['in Base64', 'hunter-22', 'Authorization: Basic aHVudGVyLTIy'],
  ['with the line feed of its file', 'hunter-22\n', 'password hunter-22 refused'],
  ['one line of a key', 'BEGIN\nabcdefghijkl\nEND', 'abcdefghijkl'],
]
for (const [title, secret, line] of quoted)
  test(`a secret is masked ${title}`, t => {
    const masked = maskSecrets(new Set([new Secret(secret)]))(line)
    t.true(masked.includes('[secret]'))
    t.false(secret.split('\n').some(part => part.length > 3 && masked.includes(part)))
  })

test('a secret that begins with another one goes as a whole', t => {
  const mask = maskSecrets(new Set([new Secret('hunter'), new Secret('hunter-22')]))
  t.is(mask('hunter-22 hunter'), '[secret] [secret]')
})

test('an empty secret masks nothing', t => {
  t.is(maskSecrets(new Set([new Secret('')]))('text'), 'text')
})

test('a secret that is learned later is masked from then on', t => {
  const secrets = new Set<Secret>()
  const mask = maskSecrets(secrets)
  t.is(mask('hunter-22'), 'hunter-22')
  secrets.add(new Secret('hunter-22'))
  t.is(mask('hunter-22'), '[secret]')
})

test('a password that equals a host name does not take the host out of the report', t => {
  const seen: Event[] = []
  const sink = redact(new Set([new Secret('n1')]), event => seen.push(event))
  sink({ ...stamp, type: 'note', level: 'info', host: 'n1', message: 'the password of n1 is n1' })
  t.deepEqual(seen, [
    { ...stamp, type: 'note', level: 'info', host: 'n1', message: 'the password of [secret] is [secret]' },
  ])
})

test('no free text of an event holds a secret, wherever in it the secret stood', t => {
  const secret = fc
    .string({ minLength: 4 })
    .filter(text => text.trim().length > 3 && !'[secret]'.includes(text.trim()))
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
      const seen: Event[] = []
      const sink = redact(new Set([new Secret(value)]), event => seen.push(event))
      const text = before + value + after
      sink({ ...stamp, type: 'output', host: 'n1', phase: 'switch', line: text })
      sink({ ...stamp, type: 'progress', host: 'n1', phase: 'switch', message: JSON.stringify(text) })
      sink({ ...stamp, type: 'step-started', host: 'n1', phase: 'switch', step: text })
      t.is(seen.length, 3)
      t.false(seen.some(event => 'line' in event && event.line.includes(value)))
      t.false(seen.some(event => 'step' in event && event.step.includes(value)))
      t.false(
        seen.some(event => 'message' in event && event.message?.includes(JSON.stringify(value).slice(1, -1))),
      )
    }),
  )
})
