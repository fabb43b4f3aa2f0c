import { lockHost } from '../transaction/run.ts'
import { tellRemarks } from './remarks.ts'
import type { Work } from './run.ts'

type Place = Pick<Work, 'run' | 'host'>

/** Locks a host for this run, before there is a transaction on it. Throws RefitError where another run has it. */
export async function lockForRun({ run, host }: Place): Promise<void> {
  const { id, owner, from, breakLock } = run
  const lock = { run: id, owner, from, breakLock }
  await lockHost(await run.sessions.get(host), lock, tellRemarks({ run, host }))
}
