import { ConnectionLost } from '../ssh/errors.ts'
import type { Session } from '../ssh/session.ts'
import type { Work } from './run.ts'

/** Asks a host something that changes nothing, over a new connection where the one that was kept is gone. */
export async function onceMore<Result>(
  { run, host }: Pick<Work, 'run' | 'host'>,
  ask: (session: Session) => Promise<Result>,
): Promise<Result> {
  try {
    return await ask(await run.sessions.get(host))
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error
    await run.sessions.drop(host)
    return ask(await run.sessions.get(host))
  }
}
