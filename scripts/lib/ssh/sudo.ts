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
  const lastLine = said.trim().split('\n').at(-1)?.trim() ?? ''
  const [, kind, message, next] = sayings.find(([pattern]) => pattern.test(said)) ?? [
    undefined,
    'shell' as const,
    `no root shell came about${lastLine ? `: ${lastLine}` : ' (sudo said nothing)'}`,
    'Log in there and try `sudo -n sh`.',
  ]
  return new ConnectError(kind, `${user} cannot become root on ${host}: ${message}.`, { host, next })
}

/** The error for a password that sudo did not take. It is never tried again: that could lock the user out. */
export function wrongPassword({ host, user }: { host: string; user: string }): ConnectError {
  const message = 'sudo does not accept the password'
  return new ConnectError('sudo-password-wrong', `${user} cannot become root on ${host}: ${message}.`, {
    host,
    next: 'Check the sudo password that the inventory names; refit tried it once.',
  })
}

const sayings: readonly (readonly [RegExp, ConnectErrorKind, string, string])[] = [
  [
    /must have a tty|terminal is required/i,
    'sudo-terminal',
    'sudo there asks for a terminal',
    'Take `Defaults requiretty` out of its sudoers for this user (`Defaults:USER !requiretty`).',
  ],
  [
    /not in the sudoers|not allowed to (?:execute|run)|may not run sudo/i,
    'sudo-denied',
    'sudo does not allow it',
    'Give the user the right in sudoers to run `sh` as root, or name another user.',
  ],
  [
    /incorrect password|incorrect authentication|no password was provided|authentication fail/i,
    'sudo-password-wrong',
    'sudo does not accept the password',
    'Check the sudo password that the inventory names; refit tried it once.',
  ],
  [
    /password is required|authentication (?:is )?required/i,
    'sudo-password-needed',
    'sudo asks for a password, and none was given',
    'Run with `--ask-sudo-password`, set sudoPassword in the inventory, or allow NOPASSWD in sudoers.',
  ],
  [
    /sudo['’]?: (?:command )?not found|No such file|can't execute/i,
    'sudo-missing',
    'there is no sudo there',
    'Install sudo, or log in as root (`user: root`, `sudo: false`).',
  ],
]
