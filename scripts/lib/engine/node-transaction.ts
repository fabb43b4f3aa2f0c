import { RefitError } from '../errors.ts'
import { ConnectionLost } from '../ssh/errors.ts'
import { identifier } from '../transaction/identifier.ts'
import { journalReader } from '../transaction/journal-reader.ts'
import {
  confirmTransaction,
  extendTransaction,
  resumeFollow,
  runPhase,
  undoTransaction,
} from '../transaction/run.ts'
import type { PhaseResult } from '../transaction/run.ts'
import type { TransactionInput, TransactionPhase } from '../transaction/transaction.ts'
import { journalEvents } from './journal-events.ts'
import { reconnect } from './reconnect.ts'
import type { Work } from './run.ts'

/** The transaction of one host in this run. */
export interface NodeTransaction {
  /** Where it lives on the host. */
  readonly directory: string
  /** Whether anything of it was done, as far as this run knows. */
  isBegun(): boolean
  isConfirmed(): boolean
  /** Runs a phase to its end, over as many connections as it takes. Throws a RefitError where it failed. */
  run(phase: TransactionPhase): Promise<void>
  /** Gives the host its whole time again before it takes the transaction back by itself. */
  extend(): Promise<void>
  /** Makes it stay, over a new connection. */
  confirm(): Promise<void>
  /** Takes it back, unless the host has done so by itself already. Throws where that failed. */
  undo(reason: string): Promise<void>
}

/** Makes a transaction of what the plan of a host says. Nothing is sent before its first phase runs. */
export function nodeTransaction(
  work: Work,
  { title, meta }: { title: string; meta: Record<string, string> },
): NodeTransaction {
  const transaction = transactionOf(work, title, meta)
  const { id } = transaction
  const { run, host } = work
  const reader = journalReader()
  const standing = { begun: false, undone: false, confirmed: false }

  const following = async (
    act: () => Promise<PhaseResult>,
    phase: TransactionPhase | 'undo',
  ): Promise<PhaseResult> => {
    const onEntry = journalEvents(work, phase)
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      run.emit({
        type: 'note',
        level: 'warning',
        host: host.name,
        message: `${error.message} The node goes on by itself.`,
      })
      return resumeFollow(await reconnect(work), id, onEntry, { reader })
    }
  }

  return {
    directory: directoryOf(id),
    isBegun: () => standing.begun,
    isConfirmed: () => standing.confirmed,
    async run(phase) {
      if (!transaction.steps.some(step => step.phase === phase)) return
      standing.begun = true
      const onEntry = journalEvents(work, phase)
      const session = await run.sessions.get(host)
      const result = await following(
        () => runPhase(session, transaction, phase, onEntry, { reader, signal: run.abort }),
        phase,
      )
      standing.undone = result.outcome === 'undone'
      if (result.outcome !== 'done') throw phaseError(host.name, phase, result)
    },
    async extend() {
      await extendTransaction(await run.sessions.get(host), id, host.settings.transaction.timeout / 1000)
    },
    async confirm() {
      // A connection of its own: that one can be had is part of what is confirmed.
      await run.sessions.drop(host)
      await confirmTransaction(await run.sessions.get(host), id)
      standing.confirmed = true
    },
    async undo(reason) {
      if (!standing.begun || standing.undone) return
      const onEntry = journalEvents(work, 'undo')
      const session = await run.sessions.get(host).catch(() => reconnect(work))
      const result = await following(() => undoTransaction(session, id, reason, onEntry, { reader }), 'undo')
      standing.undone = result.outcome === 'undone'
      if (!standing.undone) throw phaseError(host.name, 'undo', result)
    },
  }
}

/** Where a transaction lives on a host. */
export function directoryOf(id: string): string {
  return `/var/lib/refit/transactions/${id}`
}

function transactionOf(
  { run, host, plan }: Work,
  title: string,
  meta: Record<string, string>,
): TransactionInput {
  const created = new Date(run.clock.now())
  return {
    id: identifier(created, Math.random),
    host: host.name,
    run: run.id,
    owner: run.owner,
    from: run.from,
    created: created.toISOString(),
    title,
    meta,
    confirmWithin: Math.ceil(host.settings.transaction.timeout / 1000),
    steps: plan.items.flatMap(({ phase, action, subject, steps }) =>
      phase === 'prepare' || phase === 'switch'
        ? steps.map(step => ({ phase, title: `${action} ${subject}`, step }))
        : [],
    ),
  }
}

function phaseError(host: string, phase: string, { outcome, failure, state }: PhaseResult): RefitError {
  const said = failure?.output.at(-1)
  const what =
    failure === undefined
      ? `${phase} ended as ${outcome}`
      : `"${failure.title}" failed${said === undefined ? ` with exit code ${failure.code}` : `: ${said}`}`
  return new RefitError(`${what.replace(/\.$/u, '')}.`, {
    host,
    state: `The transaction is ${state.state}.`,
    next: `On ${host}: less ${directoryOf(state.id)}/journal`,
  })
}
