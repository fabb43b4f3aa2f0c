import { ConnectionLost } from '../ssh/errors.ts'
import { identifier } from '../transaction/identifier.ts'
import { journalReader } from '../transaction/journal-reader.ts'
import type { JournalReader } from '../transaction/journal-reader.ts'
import { HostRefusal } from '../transaction/refusal.ts'
import { resumeFollow, runPhase } from '../transaction/run.ts'
import type { PhaseResult } from '../transaction/run.ts'
import type { TransactionInput, TransactionPhase } from '../transaction/transaction.ts'
import { journalEvents } from './journal-events.ts'
import { reconnect } from './reconnect.ts'
import { tellRemarks } from './remarks.ts'
import type { Work } from './run.ts'
import { sendArtifacts } from './send-artifacts.ts'
import { phaseError, transactionOnHost } from './transaction-on-host.ts'
import type { Standing, TransactionOnHost } from './transaction-on-host.ts'

/** The transaction that this run does on a host. */
export interface NodeTransaction extends TransactionOnHost {
  /** Runs a phase to its end, over as many connections as it takes. Throws a RefitError where it failed. */
  run(phase: TransactionPhase): Promise<void>
}

/** Makes a transaction of what the plan of a host says. Nothing is sent before its first phase runs. */
export function nodeTransaction(
  work: Work,
  about: { title: string; meta: Record<string, string>; breakLock?: boolean },
): NodeTransaction {
  const transaction = transactionOf(work, about.title, about.meta)
  const standing: Standing = { begun: false, undone: false, confirmed: false }
  const reader = journalReader()
  const options = {
    reader,
    signal: work.run.abort,
    breakLock: about.breakLock ?? false,
    onRemark: tellRemarks(work),
  }
  return {
    ...transactionOnHost(work, transaction.id, standing),
    async run(phase) {
      if (!transaction.steps.some(step => step.phase === phase)) return
      await sendArtifacts(work, phase)
      const session = await work.run.sessions.get(work.host)
      const running = runPhase(session, transaction, phase, journalEvents(work, phase), options)
      const result = await running.catch((error: unknown) => {
        // A host that refuses has done nothing; after anything else it may have, and what was begun is taken back.
        if (!(error instanceof HostRefusal && error.didNothing)) standing.begun = true
        return followOn(work, transaction.id, phase, reader, error)
      })
      standing.begun = true
      standing.undone = result.outcome === 'undone'
      if (result.outcome !== 'done') throw phaseError(work.host.name, phase, result)
    },
  }
}

// A lost connection does not stop what runs on the node, so it is read on where the reading was.
async function followOn(
  work: Work,
  id: string,
  phase: TransactionPhase,
  reader: JournalReader,
  error: unknown,
): Promise<PhaseResult> {
  if (!(error instanceof ConnectionLost)) throw error
  const message = `${error.message} The node goes on by itself.`
  work.run.emit({ type: 'note', level: 'warning', host: work.host.name, message })
  const session = await reconnect(work)
  return resumeFollow(session, id, journalEvents(work, phase), { reader }).catch((again: unknown) =>
    followOn(work, id, phase, reader, again),
  )
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
