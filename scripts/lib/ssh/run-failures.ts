import { CommandStopped, ConnectError, ConnectionLost, type StopReason } from './errors.ts'

/** What became of a command that was to be ended. */
export type Outcome =
  | { readonly is: 'not begun' }
  | { readonly is: 'killed' }
  | { readonly is: 'not killed'; readonly pid: number | undefined }

/** The error for a command that was ended early. */
export function commandStopped(
  host: string,
  reason: StopReason,
  outcome: Outcome,
  { timeout, maxOutput }: { timeout: number; maxOutput: number },
): CommandStopped {
  const why = {
    timeout: `did not end within ${timeout / 1000} s`,
    aborted: 'was interrupted',
    output: `printed more than ${maxOutput} bytes`,
  }[reason]
  const says = (end: string) => `${host}: a command ${why}${end}.`
  if (outcome.is === 'not begun') {
    const state = `The command was not begun on ${host}.`
    return new CommandStopped(reason, true, says(', before it began'), { host, state })
  }
  if (outcome.is === 'killed') {
    const state = `Nothing of it runs on ${host} any more; what it had done stays done.`
    return new CommandStopped(reason, true, says(', and was killed'), { host, state })
  }
  const { pid } = outcome
  return new CommandStopped(reason, false, says(', and could not be killed'), {
    host,
    state: `On ${host}, ${pid === undefined ? 'it' : `process group ${pid}`} may still be running.`,
    next:
      pid === undefined
        ? `Look for it on ${host} with \`ps\`.`
        : `\`kill -KILL -${pid}\` on ${host} ends it.`,
  })
}

/** The shell is gone, while the connection is not. */
export function shellEnded(host: string): ConnectionLost {
  return new ConnectionLost(`${host}: the shell ended while a command was running.`, {
    host,
    state: `The command may have gone on.`,
    next: `Look whether something on ${host} kills processes, such as the OOM killer.`,
  })
}

/** A further shell on a connection that had one. */
export function notBegun(host: string, error: unknown): unknown {
  if (!(error instanceof ConnectError)) return error
  const { kind, message, next, cause } = error
  return new ConnectError(kind, message, {
    host,
    state: `The command was not begun on ${host}.`,
    ...(next === undefined ? {} : { next }),
    cause,
  })
}
