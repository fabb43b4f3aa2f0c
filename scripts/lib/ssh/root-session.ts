import type { Connection } from './connection.ts'
import { ConnectionLost } from './errors.ts'
import { killScript } from './kill.ts'
import { newNonce, openRootChannel, type Root, type RootChannel } from './root-channel.ts'
import { commandStopped, notBegun, shellEnded } from './run-failures.ts'
import { ChannelClosed, runScript, type RunningScript } from './run-script.ts'
import type { RunOptions, RunResult, Session, SessionCost } from './session.ts'
import { StopRequest, watchStop } from './stop.ts'

/** Input up to this size goes in the frame (1 round trip, but the node's shell reads it byte by byte: 0.5 ms a KiB). */
const mostFramedInput = 128 * 1024
const defaultTimeout = 10 * 60_000
const defaultMaxOutput = 64 * 1024 * 1024
/** Milliseconds in which the loss of the connection is known after that of a channel. */
const graceForLoss = 200

/** Makes a connection a session: proves that root's shell is there, then keeps it. Rejects with a ConnectError. */
export async function openRootSession(connection: Connection, root: Root): Promise<Session> {
  const { host } = root
  const cost: SessionCost = { connections: 1, roundTrips: 0 }
  const openChannel = (nonce?: string) =>
    openRootChannel(connection, root, { cost, ...(nonce === undefined ? {} : { nonce }) })
  let shell: RootChannel | undefined = await openChannel()
  let last: Promise<unknown> = Promise.resolve()

  return {
    host,
    cost,
    run(script, options = {}) {
      // One command at a time: the shell has one standard input, and sshd allows few channels (MaxSessions).
      const result = last.then(() => run(script, options))
      last = result.catch(() => undefined)
      return result
    },
    close: () => connection.close(),
  }

  async function run(script: string, options: RunOptions): Promise<RunResult> {
    if (script.includes('\0')) throw new TypeError('A script cannot hold a NUL character.')
    const { input: given = '', timeout = defaultTimeout, maxOutput = defaultMaxOutput, onLine } = options
    const limits = { timeout, maxOutput }
    const stop = watchStop({ timeout, signal: options.signal })
    const stopWatching = connection.onLost(stop.fail)
    const input = typeof given === 'string' ? Buffer.from(given) : given
    const nonce = newNonce()
    const alone = input.length > mostFramedInput
    let opening: Promise<RootChannel> | undefined
    let channel: RootChannel | undefined
    let running: RunningScript | undefined
    try {
      stop.check()
      opening = alone ? openChannel(nonce) : keptShell()
      channel = await Promise.race([opening, stop.asked])
      cost.roundTrips++
      running = runScript(channel, {
        nonce,
        script,
        input,
        alone,
        maxOutput,
        onLine: onLine && guard(onLine, stop.fail),
        onTooMuch: () => stop.now('output'),
      })
      return await Promise.race([running.done, stop.asked])
    } catch (error) {
      throw await explain(error)
    } finally {
      stopWatching()
      stop.dispose()
      if (alone)
        opening?.then(
          own => own.close(),
          () => {},
        )
    }

    /** Turns what ended a run early into the caller's error, after the node was told to end it too. */
    async function explain(error: unknown): Promise<unknown> {
      if (channel === undefined || running === undefined) {
        if (error instanceof StopRequest)
          return commandStopped(host, error.reason, { is: 'not begun' }, limits)
        return notBegun(host, error)
      }
      if (error instanceof ChannelClosed) {
        drop(channel)
        return (await lossWithin(connection, graceForLoss)) ?? shellEnded(host)
      }
      if (error instanceof ConnectionLost) return error
      const outcome = await killScript(running, { connection, cost, openChannel })
      if (outcome.is !== 'killed') drop(channel)
      return error instanceof StopRequest ? commandStopped(host, error.reason, outcome, limits) : error
    }
  }

  /** The shell that stays; a new one where a command has ended the last. */
  async function keptShell(): Promise<RootChannel> {
    shell ??= await openChannel()
    return shell
  }

  function drop(channel: RootChannel): void {
    if (shell === channel) shell = undefined
    channel.close()
  }
}

/** A caller's function that may throw; in the middle of a stream's event that would end the process. */
function guard(onLine: (line: string) => void, fail: (error: unknown) => void): (line: string) => void {
  return line => {
    try {
      onLine(line)
    } catch (error) {
      fail(error)
    }
  }
}

/** The loss of the connection, if it becomes known in that time: when a connection goes down, its channels may first. */
async function lossWithin(connection: Connection, milliseconds: number): Promise<ConnectionLost | undefined> {
  const { promise, resolve } = Promise.withResolvers<ConnectionLost | undefined>()
  const timer = setTimeout(() => resolve(undefined), milliseconds)
  const stopWatching = connection.onLost(resolve)
  return promise.finally(() => {
    clearTimeout(timer)
    stopWatching()
  })
}
