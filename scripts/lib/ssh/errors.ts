import { exitCodes, RefitError, type RefitErrorOptions } from '../errors.ts'

/** No session could be had with a host. Nothing was touched there. */
export class ConnectError extends RefitError {
  override name = 'ConnectError'
  readonly kind: ConnectErrorKind

  constructor(kind: ConnectErrorKind, message: string, options: RefitErrorOptions & { host: string }) {
    super(message, { state: `Nothing was touched on ${options.host}.`, ...options })
    this.kind = kind
  }
}

export type ConnectErrorKind =
  | 'configuration'
  | 'name'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'dropped'
  | 'handshake'
  | 'authentication'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'known-hosts'
  | 'sudo-missing'
  | 'sudo-terminal'
  | 'sudo-password-needed'
  | 'sudo-password-wrong'
  | 'sudo-denied'
  | 'not-root'
  | 'shell'

/** The connection went away. What was running then may have gone on: only the node itself knows. */
export class ConnectionLost extends RefitError {
  override name = 'ConnectionLost'

  constructor(message: string, options: RefitErrorOptions & { host: string }) {
    super(message, { exitCode: exitCodes.unknown, ...options })
  }
}

/** A command was ended before it was done: by its deadline, by the caller, or because it printed too much. */
export class CommandStopped extends RefitError {
  override name = 'CommandStopped'
  readonly reason: StopReason
  /** Whether the node confirmed that no process of the command is left. */
  readonly killed: boolean

  constructor(
    reason: StopReason,
    killed: boolean,
    message: string,
    options: RefitErrorOptions & { host: string },
  ) {
    super(message, { ...(killed ? {} : { exitCode: exitCodes.unknown }), ...options })
    this.reason = reason
    this.killed = killed
  }
}

export type StopReason = 'timeout' | 'aborted' | 'output'
