import { encodeScript, frame } from './node-shell.ts'
import { markedOutput } from './marked-output.ts'
import { collectOutput } from './output.ts'
import type { RootChannel } from './root-channel.ts'
import type { RunResult } from './session.ts'

/** One script on a root channel. */
export interface ScriptRun {
  readonly nonce: string
  readonly script: string
  readonly input: Uint8Array
  /** Whether the channel is for this script alone, and takes the input as it is. */
  readonly alone: boolean
  readonly maxOutput: number
  readonly onLine: ((line: string) => void) | undefined
  /** Called once when more than `maxOutput` bytes have come; the rest is dropped. */
  readonly onTooMuch: () => void
}

export interface RunningScript {
  /** The script's result. Rejects with `ChannelClosed` when the channel ends before the script has. */
  readonly done: Promise<RunResult>
  /** Its process id on the node, and its process group's, when it has started; never, if it does not. */
  readonly started: Promise<number>
}

/** The shell at the other end is gone, with no result. */
export class ChannelClosed extends Error {
  override name = 'ChannelClosed'
}

/** Sends a script to a root channel: one round trip until its result is back. */
export function runScript(channel: RootChannel, run: ScriptRun): RunningScript {
  const { promise: done, resolve, reject } = Promise.withResolvers<RunResult>()
  const { promise: started, resolve: setStarted } = Promise.withResolvers<number>()
  let size = 0
  const ended = new Set<object>()
  const stdout = stream(collectOutput(run.onLine))
  const stderr = stream(collectOutput())
  channel.listen({
    onStdout: data => stdout.push(data),
    onStderr: data => stderr.push(data),
    onClose: () => reject(new ChannelClosed('the shell ended')),
  })
  send()
  return { done, started }

  function send(): void {
    if (!run.alone) return channel.write(frame(run.nonce, run.script, run.input))
    channel.write(`${encodeScript(run.script)}\n`)
    channel.write(run.input)
    channel.end()
  }

  function stream(collector: ReturnType<typeof collectOutput>) {
    const output = markedOutput(run.nonce, {
      onStart: setStarted,
      onData(data) {
        const room = run.maxOutput - size
        size += data.length
        if (room > 0) collector.push(data)
        if (room >= 0 && size > run.maxOutput) run.onTooMuch()
      },
      onEnd(code) {
        ended.add(collector)
        if (ended.size === 2) resolve({ code, stdout: stdout.text(), stderr: stderr.text() })
      },
    })
    return { push: (data: Buffer) => output.push(data), text: () => collector.text() }
  }
}
