import { RefitError } from '../errors.ts'
import { ConnectError, ConnectionLost } from '../ssh/errors.ts'
import type { Session } from '../ssh/session.ts'
import { journalReader } from '../transaction/journal-reader.ts'
import { HostRefusal } from '../transaction/refusal.ts'
import { confirmTransaction, extendTransaction, undoTransaction } from '../transaction/run.ts'
import type { PhaseResult } from '../transaction/run.ts'
import { journalEvents } from './journal-events.ts'
import { reconnect } from './reconnect.ts'
import { tellRemarks } from './remarks.ts'
import type { Work } from './run.ts'

/** A transaction that is on a host, or will be. */
export interface TransactionOnHost {
  readonly id: string
  /** Where it lives on the host. */
  readonly directory: string
  /** Whether anything of it may have been done. */
  isBegun(): boolean
  isConfirmed(): boolean
  /** Gives the host its whole time again before it takes the transaction back by itself. */
  extend(): Promise<void>
  /** Makes it stay, over a new connection. */
  confirm(): Promise<void>
  /** Takes it back, unless the host has done so by itself already. Throws where that failed. */
  undo(reason: string): Promise<void>
}

/** What a run knows of a transaction. */
export interface Standing {
  begun: boolean
  undone: boolean
  confirmed: boolean
}

type Place = Pick<Work, 'run' | 'host'>

/** The transaction of that id. `standing` is kept up to date. */
export function transactionOnHost(place: Place, id: string, standing: Standing): TransactionOnHost {
  const { run, host } = place
  return {
    id,
    directory: directoryOf(id),
    isBegun: () => standing.begun,
    isConfirmed: () => standing.confirmed,
    async extend() {
      const seconds = host.settings.transaction.timeout / 1000
      await persistently(place, session => extendTransaction(session, id, seconds))
    },
    async confirm() {
      // A connection of its own: that one can be had is part of what is confirmed.
      await run.sessions.drop(host)
      await persistently(place, session => confirmTransaction(session, id, tellRemarks(place)))
      standing.confirmed = true
    },
    async undo(reason) {
      if (!standing.begun || standing.undone) return
      const result = await persistently(place, session =>
        takeBack(session, place, id, reason, standing.confirmed),
      )
      if (result !== undefined && result.outcome !== 'undone') throw phaseError(host.name, 'undo', result)
      standing.undone = true
    },
  }
}

/** Where a transaction lives on a host. */
export function directoryOf(id: string): string {
  return `/var/lib/refit/transactions/${id}`
}

/** How a phase ended that did not end well, with what the step that failed said last. */
export function phaseError(
  host: string,
  phase: string,
  { outcome, failure, state }: PhaseResult,
): RefitError {
  return new RefitError(`${whatFailed(phase, outcome, failure).replace(/\.$/u, '')}.`, {
    host,
    state: `The transaction is ${state.state}.`,
    next: `On ${host}: less ${directoryOf(state.id)}/journal`,
  })
}

function whatFailed(phase: string, outcome: string, failure: PhaseResult['failure']): string {
  if (failure === undefined) return `The ${phase} ended as ${outcome}`
  const said = failure.output.at(-1)
  return `"${failure.title}" failed${said === undefined ? ` with exit code ${failure.code}` : `: ${said}`}`
}

/** What the host asks is asked again over a new connection as often as the connection is lost: all of it may be. */
async function persistently<Result>(
  place: Place,
  act: (session: Session) => Promise<Result>,
): Promise<Result> {
  let session = await place.run.sessions.get(place.host).catch(() => reconnect(place))
  for (;;) {
    try {
      return await act(session)
    } catch (error) {
      if (!(error instanceof ConnectionLost || error instanceof ConnectError)) throw error
      session = await reconnect(place)
    }
  }
}

async function takeBack(
  session: Session,
  place: Place,
  id: string,
  reason: string,
  confirmed: boolean,
): Promise<PhaseResult | undefined> {
  try {
    const options = { reader: journalReader(), confirmed }
    return await undoTransaction(session, id, reason, journalEvents(place, 'undo'), options)
  } catch (error) {
    // The connection was lost before the bundle was there: then there is nothing to take back.
    if (error instanceof HostRefusal && error.code === HostRefusal.noTransaction) return undefined
    throw error
  }
}
