import type { OnRemark } from '../transaction/ask.ts'
import { lockHost } from '../transaction/run.ts'
import type { Work } from './run.ts'

type Place = Pick<Work, 'run' | 'host'>

/** Locks a host for this run, before there is a transaction on it. Throws RefitError where another run has it. */
export async function lockForRun({ run, host }: Place): Promise<void> {
  const { id, owner, from, breakLock } = run
  const lock = { run: id, owner, from, breakLock }
  await lockHost(await run.sessions.get(host), lock, tellRemarks({ run, host }))
}

/** What a host says about a lock (it was stale, it was broken) is a warning of the run. */
export function tellRemarks({ run, host }: Place): OnRemark {
  return message =>
    run.emit({ type: 'note', level: 'warning', host: host.name, message: upperFirst(message) })
}

function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
