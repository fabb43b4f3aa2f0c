import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import { parseInventory, passwordReader } from '../../scripts/lib/inventory/inventory.ts'
import type { PasswordReference } from '../../scripts/lib/inventory/password.ts'
import type { PasswordSources } from '../../scripts/lib/inventory/password-sources.ts'
import { Secret } from '../../scripts/lib/secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'refit-password-'))
test.after.always(() => rmSync(folder, { recursive: true, force: true }))

function fileWith(content: string, mode = 0o600): string {
  const path = join(mkdtempSync(join(folder, 'case-')), 'password')
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

const unasked: Partial<PasswordSources> = {
  environment: {},
  ask: question => Promise.reject(new Error(`nobody was to be asked "${question}"`)),
}

/** Reads the password of hosts that refer to it so; each host asks once. */
async function read(references: PasswordReference[], sources: Partial<PasswordSources> = {}) {
  const secrets = new Set<Secret>()
  const reader = passwordReader({ secrets, ...unasked, ...sources })
  const hosts = references.map(
    (reference, index) => `n${index}: { sudoPassword: ${JSON.stringify(reference)} }`,
  )
  const inventory = parseInventory(`hosts: { ${hosts.join(', ')} }`, 'x.yaml')
  const passwords = await Promise.all(inventory.hosts.map(async host => reader(host)?.()))
  return { passwords: passwords.map(password => password?.reveal()), secrets }
}

test('a host without a password has none to read', t => {
  const [host] = parseInventory('hosts: { n1: }', 'x.yaml').hosts
  t.truthy(host)
  t.is(host && passwordReader({ secrets: new Set(), ...unasked })(host), undefined)
})

test('nothing is read or asked before a password is wanted', t => {
  const [host] = parseInventory('hosts: { n1: { sudoPassword: { prompt: true } } }', 'x.yaml').hosts
  const secrets = new Set<Secret>()
  t.is(typeof (host && passwordReader({ secrets, ...unasked })(host)), 'function')
  t.is(secrets.size, 0)
})

test('a password comes from the environment', async t => {
  const { passwords, secrets } = await read([{ env: 'SUDO' }], { environment: { SUDO: ' hunter2 ' } })
  t.deepEqual(passwords, [' hunter2 '])
  t.deepEqual(
    [...secrets].map(secret => [secret instanceof Secret, secret.reveal()]),
    [[true, ' hunter2 ']],
  )
})

test('a password comes from a file, without the end of its line', async t => {
  const references = [fileWith('hunter2\n'), fileWith('hunter3\r\n', 0o400), fileWith('hunter4', 0o640)]
  t.deepEqual((await read(references.map(file => ({ file })))).passwords, ['hunter2', 'hunter3', 'hunter4'])
})

test('a password is asked for once, for all hosts', async t => {
  const questions: string[] = []
  const ask = (question: string) => Promise.resolve(`answer ${questions.push(question)}`)
  const { passwords, secrets } = await read([{ prompt: true }, { prompt: true }], { ask })
  t.deepEqual(passwords, ['answer 1', 'answer 1'])
  t.deepEqual(questions, ['sudo password: '])
  t.is(secrets.size, 1)
})

const openFile = fileWith('hunter2', 0o644)
const refusals: [string, PasswordReference, string][] = [
  [
    'a variable that is not set',
    { env: 'SUDO' },
    'the sudo password is to come from the environment variable SUDO, which is not set',
  ],
  ['an empty variable', { env: 'EMPTY' }, 'the sudo password in the environment variable EMPTY is empty'],
  [
    'a variable with two lines',
    { env: 'LINES' },
    'the sudo password in the environment variable LINES has more than one line',
  ],
  [
    'a file that is not there',
    { file: '/nowhere/password' },
    "the sudo password is to come from the file /nowhere/password: ENOENT: no such file or directory, open '/nowhere/password'",
  ],
  [
    'a file that everybody may read',
    { file: openFile },
    `${openFile} holds the sudo password and is open to other users (mode 0644)`,
  ],
]

for (const [what, reference, message] of refusals) {
  test(`${what} is refused`, async t => {
    const environment = { EMPTY: '', LINES: 'hunter2\nhunter3' }
    const error = await t.throwsAsync(read([reference], { environment }), { instanceOf: RefitError })
    t.is(error.message, message)
    t.is(error.exitCode, exitCodes.usage)
  })
}

for (const mode of [0o604, 0o602, 0o620, 0o666, 0o444]) {
  test(`a file of mode 0${mode.toString(8)} is refused, with the command that mends it`, async t => {
    const file = fileWith('hunter2', mode)
    const error = await t.throwsAsync(read([{ file }]), { instanceOf: RefitError })
    t.is(error.next, `chmod 600 ${file}`)
    t.false(error.message.includes('hunter2'))
  })
}
