import type { TransactionPhase } from '../transaction/transaction.ts'
import { storeArtifact } from '../transaction/run.ts'
import { onceMore } from './once-more.ts'
import { telling } from './phase.ts'
import { readArtifact } from './read-artifact.ts'
import type { Work } from './run.ts'

/** Puts the archives on a host that a phase of its plan unpacks. Each is sent once, whatever comes of the phase. */
export async function sendArtifacts(work: Work, phase: TransactionPhase): Promise<void> {
  const { items } = work.plan
  const needed = items.flatMap(item =>
    item.phase === phase && item.artifact !== undefined ? [{ ...item.artifact, subject: item.subject }] : [],
  )
  for (const { subject, ...file } of needed) {
    const read = () => {
      telling(work, phase)(`sending ${subject}, ${Math.round(file.size / 1e6)} MB`)
      return readArtifact(file)
    }
    await onceMore(work, session => storeArtifact(session, file.sha256, read, work.run.abort))
  }
}
