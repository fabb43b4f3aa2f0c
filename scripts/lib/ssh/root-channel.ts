import { randomBytes } from 'node:crypto'
import type { ClientChannel } from 'ssh2'
import type { Connection } from './connection.ts'
import { ConnectError } from './errors.ts'
import { shellCommand } from './node-shell.ts'
import type { SessionCost } from './session.ts'
import { asRoot, sudoFailure, wrongPassword } from './sudo.ts'
import type { Secret } from './target.ts'

/** A channel to a shell on the node that is proven to be root's. */
export interface RootChannel {
  write(data: string | Uint8Array): void
  /** No more input. */
  end(): void
  /** Takes what comes from now on. */
  listen(listeners: RootChannelListeners): void
  close(): void
}

export interface RootChannelListeners {
  readonly onStdout: (data: Buffer) => void
  readonly onStderr: (data: Buffer) => void
  readonly onClose: () => void
}

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
  const channel = await connection.exec(asRoot(shellCommand(readyWord, nonce), { sudo: root.sudo, prompt }))
  const listeners = forward(channel)
  try {
    await escalate()
  } catch (error) {
    channel.close()
    throw error
  }
  return {
    write: data => void channel.write(data),
    end: () => void channel.end(),
    listen: given => Object.assign(listeners, given),
    close: () => channel.close(),
  }

  /** Answers sudo's one question, and waits for the shell's word. */
  function escalate(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = deadline(root.timeout, () => reject(notReady(root, said)))
    const stopWatching = connection.onLost(reject)
    let said = ''
    let asked = 0
    let secret: string | undefined
    Object.assign(listeners, {
      onStderr(data: Buffer) {
        said += data.toString('utf8')
        // sudo echoes nothing; should something else, it must not end up in a message.
        if (secret) said = said.replaceAll(secret, '***')
        const ready = readyLine(said, readyWord)
        if (ready) {
          const problem = notUsable(ready, root)
          if (problem) reject(problem)
          else resolve()
        } else if (prompt !== undefined && said.split(prompt).length - 1 > asked) {
          asked++
          if (asked > 1) reject(wrongPassword(root))
          else void answer()
        }
      },
      onClose: () =>
        reject(root.sudo ? sudoFailure(said.replaceAll(prompt ?? '\0', ''), root) : shellFailure(root, said)),
    })
    return promise.finally(() => {
      timer.cancel()
      stopWatching()
    })

    async function answer(): Promise<void> {
      timer.cancel()
      try {
        const password = await root.sudoPassword?.()
        secret = password?.reveal()
        cost.roundTrips++
        timer.restart()
        channel.write(`${secret ?? ''}\n`)
      } catch (error) {
        reject(error)
      }
    }
  }
}

/** A word that no output holds by chance: 32 characters. */
export function newNonce(): string {
  return randomBytes(16).toString('hex')
}

/** Milliseconds. */
const graceAfterExit = 1000

/** Sends a channel's output to whoever listens now. */
function forward(channel: ClientChannel): RootChannelListeners {
  const listeners: RootChannelListeners = { onStdout: () => {}, onStderr: () => {}, onClose: () => {} }
  channel.on('data', (data: Buffer) => listeners.onStdout(data))
  channel.stderr.on('data', (data: Buffer) => listeners.onStderr(data))
  channel.on('close', () => listeners.onClose())
  // A process that a dead shell left behind holds the channel open; what the shell itself printed is here by then.
  channel.on('exit', () => void setTimeout(() => listeners.onClose(), graceAfterExit).unref())
  // Writing to a shell that has ended is no news: `close` tells.
  channel.on('error', () => {})
  return listeners
}

function deadline(milliseconds: number, onEnd: () => void) {
  let timer = setTimeout(onEnd, milliseconds)
  return {
    cancel: () => clearTimeout(timer),
    restart() {
      clearTimeout(timer)
      timer = setTimeout(onEnd, milliseconds)
    },
  }
}

interface Ready {
  readonly uid: number
  readonly base64: boolean
}

function readyLine(said: string, word: string): Ready | undefined {
  const match = new RegExp(`${word} (\\d+) (.*)\\n`).exec(said)
  return match ? { uid: Number(match[1]), base64: match[2] !== '' } : undefined
}

function notUsable(
  { uid, base64 }: Ready,
  { host, user, sudo, requireRoot }: Root,
): ConnectError | undefined {
  if (requireRoot && uid !== 0) {
    return new ConnectError(
      'not-root',
      `${user} is not root on ${host}${sudo ? ', though sudo says so' : ''}.`,
      {
        host,
        next: 'Set `sudo: true` in the inventory, or `user: root`.',
      },
    )
  }
  if (!base64) {
    return new ConnectError('shell', `${host} has no base64 program, which refit sends its scripts with.`, {
      host,
      next: 'Install coreutils or busybox there.',
    })
  }
  return undefined
}

function notReady({ host, user, timeout, sudo }: Root, said: string): ConnectError {
  const last = said.trim().split('\n').at(-1)?.trim()
  const what = sudo ? `${user} cannot become root on ${host}: sudo` : `The shell of ${user} on ${host}`
  return new ConnectError(
    'shell',
    `${what} did not get ready within ${timeout / 1000} s${last ? `; it said: ${last}` : ''}.`,
    {
      host,
      next: `Log in there as ${user} and try \`${sudo ? 'sudo -n sh' : 'sh'}\`.`,
    },
  )
}

function shellFailure({ host, user }: Root, said: string): ConnectError {
  const last = said.trim().split('\n').at(-1)?.trim()
  return new ConnectError('shell', `No shell of ${user} came about on ${host}${last ? `: ${last}` : ''}.`, {
    host,
    next: `Log in there as ${user} and try \`sh\`.`,
  })
}
