import { RefitError, exitCodes, messageOf } from '../errors.ts'
import type { Session } from '../ssh/session.ts'
import type { Work } from './run.ts'

/** Milliseconds between two tries: soon at first, then every ten seconds. */
const pauses = [500, 1000, 2000, 5000, 10_000]

/**
 * A new connection to a host whose connection was lost. Tries until the time is up in which the host takes the
 * transaction back by itself, plus a minute to do so: after that its state is as it will be.
 */
export async function reconnect({ run, host }: Pick<Work, 'run' | 'host'>): Promise<Session> {
  const deadline = run.clock.now() + host.settings.transaction.timeout + 60_000
  for (let attempt = 0; ; attempt += 1) {
    await run.sessions.drop(host)
    try {
      return await run.sessions.get(host)
    } catch (error) {
      if (run.clock.now() > deadline) throw unreachable(host.name, error)
    }
    await run.clock.sleep(pauses[Math.min(attempt, pauses.length - 1)] ?? 10_000)
  }
}

function unreachable(host: string, error: unknown): RefitError {
  return new RefitError(`It cannot be reached any more: ${messageOf(error)}`, {
    host,
    state: 'A transaction that was not confirmed is taken back by the node itself.',
    next: 'Run scripts/status.mjs when it can be reached again.',
    exitCode: exitCodes.unknown,
    cause: error,
  })
}
