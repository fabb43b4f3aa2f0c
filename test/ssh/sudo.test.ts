import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { ConnectError, type ConnectErrorKind } from '../../scripts/lib/ssh/errors.ts'
import type { Target } from '../../scripts/lib/ssh/target.ts'
import { findProgram } from '../support/shells.ts'
import { fakeSudo, type SudoBehaviour } from './support/fake-sudo.ts'
import { temporaryFolder, world } from './support/world.ts'

const password = 'correct horse "battery" $staple'

/** A node with such a sudo, and what the sudo saw. */
async function node(t: ExecutionContext, behaviour: SudoBehaviour) {
  const folder = await temporaryFolder(t)
  const { connect, server } = await world(t, { programs: await fakeSudo(folder, behaviour, password) })
  const read = async (name: string) =>
    (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n').slice(0, -1)
  return {
    server,
    connect: (changes: Partial<Target> = {}) => connect({ sudo: true, ...changes }),
    calls: () => read('sudo.calls'),
    answers: () => read('sudo.answers'),
  }
}

const give = (value: string) => async () => ({ reveal: () => value })
const neverAsked = async () => {
  throw new Error('asked for the password')
}

test('a user who needs no password becomes root in two round trips', async t => {
  const { connect, calls } = await node(t, 'no password')
  const session = await connect()
  t.is((await session.run('echo in')).stdout, 'in\n')
  t.deepEqual(session.cost, { connections: 1, roundTrips: 3 })
  t.deepEqual(await calls(), ['never'])
})

test('a password that is there is not asked for where sudo does not ask', async t => {
  const { connect, calls } = await node(t, 'no password')
  const session = await connect({ sudoPassword: neverAsked })
  t.is((await session.run('echo in')).stdout, 'in\n')
  t.is(session.cost.roundTrips, 3)
  t.deepEqual(await calls(), ['stdin'])
})

test('the right password costs one round trip more, and the scripts do not see it', async t => {
  const { connect, answers, server } = await node(t, 'password')
  const session = await connect({ sudoPassword: give(password) })
  t.is((await session.run('cat')).stdout, '')
  t.deepEqual(session.cost, { connections: 1, roundTrips: 4 })
  t.deepEqual(await answers(), [password])
  t.false(server.commands.some(command => command.includes('horse')))
})

test('a channel of its own becomes root in the same way', async t => {
  const { connect, answers } = await node(t, 'password')
  const session = await connect({ sudoPassword: give(password) })
  const { stdout } = await session.run('wc -c', { input: Buffer.alloc(500_000, 'x') })
  t.is(stdout, '500000\n')
  t.is(session.cost.roundTrips, 3 + 4)
  t.deepEqual(await answers(), [password, password])
})

test('a wrong password is given once, and never again', async t => {
  const { connect, answers } = await node(t, 'password')
  const error = await refusal(t, connect({ sudoPassword: give('wrong secret') }))
  t.is(error.kind, 'sudo-password-wrong')
  t.is(
    error.message,
    'n1 does not let operator become root: its sudo does not take the password, which was given once.',
  )
  t.deepEqual(await answers(), ['wrong secret'])
  t.false(
    JSON.stringify([error.message, error.next, error.state, error.cause, error.stack]).includes(
      'wrong secret',
    ),
  )
})

const refusals: readonly {
  behaviour: SudoBehaviour
  with: Partial<Target>
  kind: ConnectErrorKind
  message: RegExp
}[] = [
  {
    behaviour: 'password',
    with: {},
    kind: 'sudo-password-needed',
    message: /asks for a password, and none was given\.$/,
  },
  {
    behaviour: 'denied',
    with: { sudoPassword: give(password) },
    kind: 'sudo-denied',
    message: /does not allow it\.$/,
  },
  {
    behaviour: 'not in sudoers',
    with: { sudoPassword: give(password) },
    kind: 'sudo-denied',
    message: /does not allow it\.$/,
  },
  {
    behaviour: 'requires a terminal',
    with: {},
    kind: 'sudo-terminal',
    message: /asks for a terminal\.$/,
  },
]

for (const { behaviour, with: changes, kind, message } of refusals) {
  test(`a sudo that says "${behaviour}" is an error that says so, and nothing is run`, async t => {
    const { connect, server } = await node(t, behaviour)
    const error = await refusal(t, connect(changes))
    t.is(error.kind, kind)
    t.regex(error.message, /^n1 does not let operator become root: its sudo /)
    t.regex(error.message, message)
    t.is(server.commands.length, 1)
  })
}

test('a node without sudo is said to have none', async t => {
  const folder = await temporaryFolder(t)
  for (const name of ['sh', 'env']) await symlink(findProgram(name) ?? '', join(folder, name))
  const { connect } = await world(t, { environment: { PATH: folder } })
  const error = await refusal(t, connect({ sudo: true }))
  t.is(error.kind, 'sudo-missing')
  t.is(error.message, 'n1 does not let operator become root: it has no sudo.')
})

test('a question that is not for the password runs into the deadline, and the message has the question', async t => {
  const { connect } = await node(t, 'asks for a token')
  const error = await refusal(t, connect({ sudoPassword: neverAsked, sudoTimeout: 500 }))
  t.is(error.kind, 'shell')
  t.regex(error.message, /its sudo was not ready within 0\.5 s; it says "Verification code:"\.$/)
})

test('a password that cannot be had is the error', async t => {
  const { connect } = await node(t, 'password')
  await t.throwsAsync(connect({ sudoPassword: neverAsked }), { message: 'asked for the password' })
})

test('a user who is not root, without sudo, is refused', async t => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'id'), '#!/bin/sh\necho 1000\n', { mode: 0o755 })
  const { connect } = await world(t, { programs: folder })
  const error = await refusal(t, connect({ requireRoot: true }))
  t.is(error.kind, 'not-root')
  t.is(error.message, 'n1 has operator as an ordinary user; refit needs root.')
})

async function refusal(t: ExecutionContext, attempt: Promise<unknown>): Promise<ConnectError> {
  const error = await t.throwsAsync(attempt, { instanceOf: ConnectError })
  t.is(error.host, 'n1')
  t.is(error.state, 'Nothing was touched on n1.')
  t.truthy(error.next)
  return error
}
