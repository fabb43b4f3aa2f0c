import { randomBytes } from 'node:crypto'
import type { ClientChannel } from 'ssh2'
import type { Connection } from './connection.ts'
import { RefitError } from '../errors.ts'
import { escalate } from './escalate.ts'
import { shellCommand } from './node-shell.ts'
import { noChannel } from './root-failures.ts'
import type { SessionCost } from './session.ts'
import { asRoot } from './sudo.ts'
import type { Secret } from './target.ts'

/** A channel to a shell on the node that is proven to be root's. */
export interface RootChannel {
  write(data: string | Uint8Array): void
  /** No more input. */
  end(): void
  /** Takes what comes from now on. */
  listen(listeners: ChannelListeners): void
  close(): void
}

export interface ChannelListeners {
  onStdout: (data: Buffer) => void
  onStderr: (data: Buffer) => void
  /** The shell has ended, or its channel has; may be called twice. */
  onClose: () => void
}

/** Whose shell, and how it becomes root's. */
export interface Root {
  readonly host: string
  readonly user: string
  readonly sudo: boolean
  readonly sudoPassword: (() => Promise<Secret>) | undefined
  readonly requireRoot: boolean
  /** Milliseconds that sudo and the shell may take. The time in which a person types the password does not count. */
  readonly timeout: number
}

/** Opens a shell as root: the one that stays, or with a nonce one for a single script. Rejects with a ConnectError. */
export async function openRootChannel(
  connection: Connection,
  root: Root,
  { cost, nonce }: { cost: SessionCost; nonce?: string },
): Promise<RootChannel> {
  const readyWord = newNonce()
  const prompt = root.sudo && root.sudoPassword ? newNonce() : undefined
  cost.roundTrips += 2
  const command = asRoot(shellCommand(readyWord, nonce), { sudo: root.sudo, prompt })
  const channel = await connection.exec(command).catch((error: unknown) => {
    throw error instanceof RefitError ? error : noChannel(error, root)
  })
  const rootChannel = wrap(channel)
  try {
    await escalate(rootChannel, { connection, root, readyWord, prompt, cost })
    return rootChannel
  } catch (error) {
    rootChannel.close()
    throw error
  }
}

/** A word that no output holds by chance: 32 characters. */
export function newNonce(): string {
  return randomBytes(16).toString('hex')
}

/** Milliseconds. */
const graceAfterExit = 1000

function wrap(channel: ClientChannel): RootChannel {
  let listeners: ChannelListeners = { onStdout: () => {}, onStderr: () => {}, onClose: () => {} }
  channel.on('data', (data: Buffer) => listeners.onStdout(data))
  channel.stderr.on('data', (data: Buffer) => listeners.onStderr(data))
  channel.on('close', () => listeners.onClose())
  // A process that a dead shell left behind holds the channel open; what the shell itself printed is here by then.
  channel.on('exit', () => void setTimeout(() => listeners.onClose(), graceAfterExit).unref())
  // Writing to a shell that has ended is no news: `close` tells.
  channel.on('error', () => {})
  return {
    write: data => void channel.write(data),
    end: () => void channel.end(),
    listen: given => {
      listeners = given
    },
    close: () => channel.close(),
  }
}
