import type { Connection } from './connection.ts'
import { CommandStopped, ConnectionLost, type StopReason } from './errors.ts'
import { killScript } from './node-shell.ts'
import { newNonce, openRootChannel, type Root, type RootChannel } from './root-channel.ts'
import { ChannelClosed, runScript, type RunningScript } from './run-script.ts'
import type { RunOptions, RunResult, Session, SessionCost } from './session.ts'

/** Input up to this size goes in the frame (1 round trip, but the node's shell reads it byte by byte: 0.5 ms a KiB). */
const mostFramedInput = 128 * 1024
const defaultTimeout = 10 * 60_000
const defaultMaxOutput = 64 * 1024 * 1024
/** Milliseconds for the node to kill a command and say so. */
const killTimeout = 10_000

/** Makes a connection a session: proves that root's shell is there, then keeps it. Rejects with a ConnectError. */
export async function openRootSession(connection: Connection, root: Root): Promise<Session> {
  const { host } = root
  const cost: SessionCost = { connections: 1, roundTrips: 0 }
  let shell: RootChannel | undefined = await openRootChannel(connection, root, { cost })
  let last: Promise<unknown> = Promise.resolve()

  return {
    host,
    cost,
    run(script, options = {}) {
      // One command at a time: the shell has one standard input, and sshd allows few channels (MaxSessions).
      const result = last.then(() => runOne(script, options))
      last = result.catch(() => undefined)
      return result
    },
    close: () => connection.close(),
  }

  async function runOne(script: string, options: RunOptions): Promise<RunResult> {
    if (script.includes('\0')) throw new TypeError('A script cannot hold a NUL character.')
    if (connection.lost) throw connection.lost
    if (options.signal?.aborted) throw stopped('aborted', { killed: true, begun: false })
    const input =
      typeof options.input === 'string' ? Buffer.from(options.input) : (options.input ?? new Uint8Array())
    const alone = input.length > mostFramedInput
    const nonce = newNonce()
    const channel = alone ? await openRootChannel(connection, root, { cost, nonce }) : await keptShell()
    cost.roundTrips++
    const stop = stopper(options)
    const running = runScript(channel, {
      nonce,
      script,
      input,
      alone,
      maxOutput: options.maxOutput ?? defaultMaxOutput,
      onLine: options.onLine,
      onTooMuch: () => stop.now('output'),
    })
    const stopWatching = connection.onLost(stop.lost)
    try {
      return await Promise.race([running.done, stop.asked])
    } catch (error) {
      throw await explain(error, { channel, running, alone, options })
    } finally {
      stopWatching()
      stop.dispose()
      if (alone) channel.close()
    }
  }

  async function keptShell(): Promise<RootChannel> {
    shell ??= await openRootChannel(connection, root, { cost })
    return shell
  }

  interface Broken {
    readonly channel: RootChannel
    readonly running: RunningScript
    readonly alone: boolean
    readonly options: RunOptions
  }

  /** Turns what ended a run early into the error for the caller, after the node was told to end it too. */
  async function explain(error: unknown, { channel, running, alone, options }: Broken): Promise<unknown> {
    if (error instanceof StopRequest) {
      const outcome = await kill(running)
      if (!outcome.killed) dropShell(channel)
      return stopped(error.reason, { ...outcome, begun: true, options })
    }
    if (!alone) dropShell(channel)
    if (!(error instanceof ChannelClosed)) return error
    // When the whole connection goes down, its channels may close first.
    await Promise.race([
      new Promise(resolve => setTimeout(resolve, 200)),
      new Promise<void>(resolve => connection.onLost(() => resolve())),
    ])
    return connection.lost ?? shellEnded(host)
  }

  function dropShell(channel: RootChannel): void {
    if (shell === channel) shell = undefined
    channel.close()
  }

  /** Kills a script's process group over a channel of its own; true when the node says that nothing of it is left. */
  async function kill(running: RunningScript): Promise<Kill> {
    const timer = Promise.withResolvers<undefined>()
    const timeout = setTimeout(() => timer.resolve(undefined), killTimeout)
    const stopWatching = connection.onLost(() => timer.resolve(undefined))
    // A script that was sent and has not begun would begin later: wait for it.
    const pid = await Promise.race([timer.promise, running.started])
    try {
      return {
        pid,
        killed: pid !== undefined && (await Promise.race([timer.promise, killed(pid, running)])) === true,
      }
    } catch {
      return { pid, killed: false }
    } finally {
      stopWatching()
      clearTimeout(timeout)
    }
  }

  async function killed(pid: number, running: RunningScript): Promise<boolean> {
    const nonce = newNonce()
    const channel = await openRootChannel(connection, root, { cost, nonce })
    cost.roundTrips++
    const killer = runScript(channel, {
      nonce,
      script: killScript(pid),
      input: new Uint8Array(),
      alone: true,
      maxOutput: 1024,
      onLine: undefined,
      onTooMuch: () => {},
    })
    const { code } = await killer.done
    // Its shell reports the end by itself; after that it is ready for the next command.
    await running.done
    return code === 0
  }

  function stopped(
    reason: StopReason,
    {
      killed,
      begun,
      pid,
      options,
    }: { killed: boolean; begun: boolean; pid?: number | undefined; options?: RunOptions },
  ): CommandStopped {
    const why = {
      timeout: `did not end within ${(options?.timeout ?? defaultTimeout) / 1000} s`,
      aborted: 'was interrupted',
      output: `printed more than ${options?.maxOutput ?? defaultMaxOutput} bytes`,
    }[reason]
    if (!begun)
      return new CommandStopped(reason, true, `A command on ${host} ${why} before it began.`, { host })
    const group = pid === undefined ? 'it' : `process group ${pid}`
    return killed
      ? new CommandStopped(reason, true, `A command on ${host} ${why}, and was killed.`, {
          host,
          state: `Nothing of it runs on ${host} any more; what it had done stays done.`,
        })
      : new CommandStopped(reason, false, `A command on ${host} ${why}, and could not be killed.`, {
          host,
          state: `On ${host}, ${group} may still be running.`,
          next:
            pid === undefined
              ? `Look for it on ${host} with \`ps\`.`
              : `\`kill -KILL -${pid}\` on ${host} ends it.`,
        })
  }
}

interface Kill {
  readonly pid: number | undefined
  readonly killed: boolean
}

class StopRequest extends Error {
  readonly reason: StopReason
  constructor(reason: StopReason) {
    super(reason)
    this.reason = reason
  }
}

/** Everything that can end the wait for a command, as one promise that only ever rejects. */
function stopper({ timeout = defaultTimeout, signal }: RunOptions) {
  const { promise: asked, reject } = Promise.withResolvers<never>()
  asked.catch(() => undefined)
  const now = (reason: StopReason) => reject(new StopRequest(reason))
  const onAbort = () => now('aborted')
  const timer = setTimeout(() => now('timeout'), timeout)
  signal?.addEventListener('abort', onAbort, { once: true })
  return {
    asked,
    now,
    lost: (error: ConnectionLost) => reject(error),
    dispose() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}

function shellEnded(host: string): ConnectionLost {
  return new ConnectionLost(`The shell on ${host} ended while a command was running.`, {
    host,
    state: `The command may have gone on, or not.`,
    next: `Look at ${host}, and whether something there kills processes.`,
  })
}
