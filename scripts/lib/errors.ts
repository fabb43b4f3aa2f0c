/** An error that is meant for the operator: one sentence of what failed, with what they need to go on. */
export class RefitError extends Error {
  override name = 'RefitError'
  /** The host in whose context it failed. */
  readonly host: string | undefined
  /** What state that host (or the run) is in now. */
  readonly state: string | undefined
  /** What to run or look at next. */
  readonly next: string | undefined
  readonly exitCode: ExitCode

  constructor(message: string, options: RefitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.host = options.host
    this.state = options.state
    this.next = options.next
    this.exitCode = options.exitCode ?? exitCodes.failed
  }
}

/** What the scripts end with; documented in docs/reference.md. */
export const exitCodes = {
  ok: 0,
  /** Something failed, and every node is in a known state. */
  failed: 1,
  /** `--detailed-exitcode`: the plan has changes. */
  changes: 2,
  /** A node is in an unknown state. */
  unknown: 3,
  /** The command line, the inventory or a plan file is wrong; nothing was touched. */
  usage: 64,
} as const

/** The message of whatever was thrown, as a sentence that another one can follow. */
export function sentenceOf(error: unknown): string {
  const message = messageOf(error)
  return /[.!?]$/u.test(message) ? message : `${message}.`
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export interface RefitErrorOptions {
  host?: string
  state?: string
  next?: string
  cause?: unknown
  exitCode?: ExitCode
}
