import { RefitError } from '../errors.ts'
import { ConnectionLost } from '../ssh/errors.ts'
import { journalReader } from '../transaction/journal-reader.ts'
import { resumeFollow, undoTransaction } from '../transaction/run.ts'
import { directoryOf } from './node-transaction.ts'
import { journalEvents } from './journal-events.ts'
import { reconnect } from './reconnect.ts'
import type { Work } from './run.ts'

/** A transaction of an earlier run, which stays until somebody asks for the way back. */
export interface ConfirmedTransaction {
  readonly id: string
  readonly directory: string
  isBegun(): boolean
  /** Takes it back, whole. Throws a RefitError where that failed. */
  takeBack(reason: string): Promise<void>
}

/** The transaction of that id on the host of `work`. */
export function confirmedTransaction(work: Pick<Work, 'run' | 'host'>, id: string): ConfirmedTransaction {
  const { run, host } = work
  const reader = journalReader()
  let begun = false
  return {
    id,
    directory: directoryOf(id),
    isBegun: () => begun,
    async takeBack(reason) {
      const onEntry = journalEvents(work, 'undo')
      const session = await run.sessions.get(host)
      begun = true
      const { outcome } = await undoTransaction(session, id, reason, onEntry, {
        reader,
        confirmed: true,
      }).catch(async (error: unknown) => {
        if (!(error instanceof ConnectionLost)) throw error
        return resumeFollow(await reconnect(work), id, onEntry, { reader })
      })
      if (outcome === 'undone') return
      throw new RefitError(`Taking ${id} back ended as ${outcome}.`, {
        host: host.name,
        next: `On ${host.name}: less ${directoryOf(id)}/journal`,
      })
    },
  }
}
