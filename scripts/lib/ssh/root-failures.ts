import { messageOf } from '../errors.ts'
import { ConnectError } from './errors.ts'
import type { Root } from './root-channel.ts'

/** The shell is there, but not as root, or without what refit needs. */
export function unusableShell(shell: { uid: number; base64: boolean }, root: Root): ConnectError | undefined {
  const { host, user, sudo, requireRoot } = root
  if (requireRoot && shell.uid !== 0) {
    return new ConnectError(
      'not-root',
      `${host} has ${user} as an ordinary user${sudo ? ', even by sudo' : ''}; refit needs root.`,
      {
        host,
        next: 'Set `sudo: true` in the inventory, or `user: root`.',
      },
    )
  }
  if (shell.base64) return undefined
  return new ConnectError('shell', `${host} has no base64 program, which refit sends its scripts with.`, {
    host,
    next: 'Install coreutils or busybox there.',
  })
}

/** Neither a shell nor an error came in time. */
export function shellTimeout(said: string, { host, user, timeout, sudo }: Root): ConnectError {
  const what = sudo ? `does not let ${user} become root: its sudo` : `has a login shell that`
  return new ConnectError(
    'shell',
    `${host} ${what} was not ready within ${timeout / 1000} s${lastLine(said)}.`,
    {
      host,
      next: `Log in there as ${user}, and try \`${sudo ? 'sudo -n sh' : 'sh'}\`.`,
    },
  )
}

/** The login shell ended before ours began. */
export function shellFailure(said: string, { host, user }: Root): ConnectError {
  return new ConnectError('shell', `${host} gives ${user} no shell${lastLine(said)}.`, {
    host,
    next: `Log in there as ${user}, and try \`sh\`.`,
  })
}

/** The server opens no channel for a command. */
export function noChannel(cause: unknown, { host }: Root): ConnectError {
  return new ConnectError('shell', `${host} opens no channel for a command: ${messageOf(cause)}.`, {
    host,
    next: 'Check MaxSessions and ForceCommand of its sshd.',
    cause,
  })
}

function lastLine(said: string): string {
  const line = said.trim().split('\n').at(-1)?.trim()
  return line ? `; it says "${line}"` : ''
}
