import type { Work } from '../engine/run.ts'
import { unlockHost } from '../transaction/run.ts'

/** Gives up the lock that was taken on a node without a transaction. A lock of a dead connection is stale anyway. */
export async function letGo({ run, host }: Pick<Work, 'run' | 'host'>): Promise<void> {
  try {
    await unlockHost(await run.sessions.get(host), run.id)
  } catch (error) {
    run.emit({
      type: 'note',
      level: 'info',
      host: host.name,
      message: `Its lock could not be given up: ${String(error)}`,
    })
  }
}
