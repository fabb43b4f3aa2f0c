import { sh } from '../shell/quote.ts'
import { ConnectError, type ConnectErrorKind } from './errors.ts'

/** How a root channel becomes root. Messages are asked for in English, since refit reads them. */
export function asRoot(
  shellCommand: string,
  { sudo, prompt }: { sudo: boolean; prompt: string | undefined },
): string {
  if (!sudo) return `exec ${shellCommand}`
  // `-S` asks nothing of a user who needs no password, so one command serves both; without a password to give,
  // `-n` fails at once instead of waiting for one.
  const ask = prompt === undefined ? '-n' : sh`-S -p ${prompt}`
  return `exec env LC_ALL=C sudo ${ask} -H -u root -- ${shellCommand}`
}

/** The error for a sudo that ended without a root shell, from what it said. */
export function sudoFailure(said: string, { host, user }: { host: string; user: string }): ConnectError {
  const { kind, because, next } = sayings.find(({ pattern }) => pattern.test(said)) ?? other(said)
  return new ConnectError(kind, `${host} does not let ${user} become root: ${because}.`, { host, next })
}

/** The error for a sudo that asks again. The password is never given a second time: that could lock the user out. */
export function wrongPassword(to: { host: string; user: string }): ConnectError {
  return sudoFailure('incorrect password', to)
}

interface Saying {
  readonly pattern: RegExp
  readonly kind: ConnectErrorKind
  readonly because: string
  readonly next: string
}

const sayings: readonly Saying[] = [
  {
    pattern: /must have a tty|terminal is required/i,
    kind: 'sudo-terminal',
    because: 'its sudo asks for a terminal',
    next: 'Take `Defaults requiretty` out of its sudoers, at least for this user (`Defaults:USER !requiretty`).',
  },
  {
    pattern: /not in the sudoers|not allowed to (?:execute|run)|may not run sudo/i,
    kind: 'sudo-denied',
    because: 'its sudo does not allow it',
    next: 'Let the user run `sh` as root in its sudoers, or name another user.',
  },
  {
    pattern: /incorrect (?:password|authentication)|no password was provided|authentication fail/i,
    kind: 'sudo-password-wrong',
    because: 'its sudo does not take the password, which was given once',
    next: 'Check the password that sudoPassword in the inventory leads to.',
  },
  {
    pattern: /password is required|authentication (?:is )?required/i,
    kind: 'sudo-password-needed',
    because: 'its sudo asks for a password, and none was given',
    next: 'Set sudoPassword in the inventory (`{ prompt: true }` asks for it), or allow NOPASSWD in its sudoers.',
  },
  {
    pattern: /sudo['’]?: (?:command )?not found|No such file|can't execute/i,
    kind: 'sudo-missing',
    because: 'it has no sudo',
    next: 'Install sudo there, or log in as root (`user: root`, `sudo: false`).',
  },
]

function other(said: string): Omit<Saying, 'pattern'> {
  const lastLine = said.trim().split('\n').at(-1)?.trim()
  return {
    kind: 'shell',
    because: lastLine ? `it says "${lastLine}"` : 'no shell came about, and nothing was said',
    next: 'Log in there as this user, and try `sudo -n sh`.',
  }
}
