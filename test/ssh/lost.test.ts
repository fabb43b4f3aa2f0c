import test from 'ava'
import { CommandStopped, ConnectionLost } from '../../scripts/lib/ssh/errors.ts'
import type { Session } from '../../scripts/lib/ssh/session.ts'
import { world } from './support/world.ts'

/** Starts a command that does not end, and waits until it runs. */
async function startCommand(session: Session): Promise<{ running: Promise<unknown> }> {
  const started = Promise.withResolvers<string>()
  const running = session.run('echo started; sleep 3', { onLine: started.resolve })
  running.catch(() => undefined)
  await started.promise
  return { running }
}

test('a connection that is reset while a command runs ends the command with ConnectionLost', async t => {
  const { connect, server } = await world(t)
  const session = await connect()
  const { running } = await startCommand(session)
  server.cut()
  const error = await t.throwsAsync(running, { instanceOf: ConnectionLost })
  t.like(error, { host: 'n1', exitCode: 3, state: 'A command that was running on n1 may have gone on.' })
  t.regex(error.message, /^n1 \(127\.0\.0\.1:\d+\) has lost its connection: .*ECONNRESET\.$/)
})

test('a connection that the server closes while a command runs ends it in the same way', async t => {
  const { connect, server } = await world(t)
  const session = await connect()
  const { running } = await startCommand(session)
  server.disconnect()
  const error = await t.throwsAsync(running, { instanceOf: ConnectionLost })
  t.regex(error.message, /has lost its connection: the other side closed it\.$/)
})

test('a peer that falls silent is given up when it leaves three probes unanswered', async t => {
  const { connect, server } = await world(t)
  const session = await connect({ keepalive: { interval: 50, count: 3 } })
  const { running } = await startCommand(session)
  server.freeze()
  const error = await t.throwsAsync(running, { instanceOf: ConnectionLost })
  t.regex(error.message, /has lost its connection: Keepalive timeout\.$/)
})

test('a peer that only runs a long command is not given up', async t => {
  const { connect } = await world(t)
  const session = await connect({ keepalive: { interval: 30, count: 2 } })
  t.is((await session.run('sleep 0.5; echo done')).stdout, 'done\n')
})

test('an idle connection that is reset harms nobody, and the next command says that it is lost', async t => {
  const { connect, server } = await world(t)
  const session = await connect()
  server.cut()
  await t.throwsAsync(session.run('echo next'), { instanceOf: ConnectionLost })
  await t.throwsAsync(session.run('echo next'), { instanceOf: ConnectionLost })
})

test('commands that wait for their turn are lost too', async t => {
  const { connect, server } = await world(t)
  const session = await connect()
  const { running } = await startCommand(session)
  const waiting = session.run('echo waiting')
  server.cut()
  await t.throwsAsync(running, { instanceOf: ConnectionLost })
  await t.throwsAsync(waiting, { instanceOf: ConnectionLost })
})

test('a session that was closed says so', async t => {
  const { connect } = await world(t)
  const session = await connect()
  const { running } = await startCommand(session)
  await session.close()
  await session.close()
  await t.throwsAsync(running, {
    instanceOf: ConnectionLost,
    message: /has lost its connection: refit closed it\.$/,
  })
})

test('a command that cannot be killed, as the connection is silent, is not said to be gone', async t => {
  const { connect, server } = await world(t)
  const session = await connect({ keepalive: { interval: 100, count: 3 } })
  const controller = new AbortController()
  const running = session.run('echo started; sleep 3', {
    signal: controller.signal,
    onLine: () => {
      server.freeze()
      controller.abort()
    },
  })
  const error = await t.throwsAsync(running, { instanceOf: CommandStopped })
  t.like(error, { reason: 'aborted', killed: false, exitCode: 3 })
  t.regex(error.message, /^n1: a command was interrupted, and could not be killed\.$/)
  t.regex(error.state ?? '', /^On n1, process group \d+ may still be running\.$/)
})
