import { directoryOf } from '../engine/transaction-on-host.ts'
import type { Facts } from '../facts/facts.ts'
import { hasDockershim } from '../kubelet/gates.ts'
import type { Note } from '../plan/plan.ts'
import { harmless } from '../report/harmless.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { quote } from '../shell/quote.ts'
import type { Session } from '../ssh/session.ts'

/** What stands in the way of taking a node back, for which there is no second way back, and what it would overwrite. */
export async function rollbackNotes(
  session: Session,
  facts: Facts,
  back: Runtime,
  id: string,
): Promise<Note[]> {
  return [...kubeletRefuses(facts, back), ...runtimeIsGone(facts, back), ...(await changedSince(session, id))]
}

function kubeletRefuses({ kubelet }: Facts, back: Runtime): Note[] {
  if (back.id !== 'dockershim' || kubelet === undefined || hasDockershim(kubelet.version)) return []
  const message = `kubelet ${kubelet.version} has no dockershim any more: it would not start with the files of before.`
  return [
    { severity: 'blocker', id: 'no-dockershim', message, fix: 'Stay on the runtime that the node has.' },
  ]
}

function runtimeIsGone({ observed }: Facts, back: Runtime): Note[] {
  if (back.reportedAs !== 'docker' || observed.units.get('docker.service')?.exists === true) return []
  const message = 'docker.service is not installed any more: the node would have no runtime.'
  return [
    {
      severity: 'blocker',
      id: 'docker-gone',
      message,
      fix: 'Install the Docker packages that it had, then roll back.',
    },
  ]
}

async function changedSince(session: Session, id: string): Promise<Note[]> {
  const { stdout } = await session.run(changedFiles(id), { timeout: 60_000 })
  const paths = stdout.split('\n').filter(line => line !== '')
  if (paths.length === 0) return []
  const message = `These files were changed after the migration, and get the content of before it: ${paths.map(harmless).join(', ')}.`
  return [{ severity: 'warning', id: 'changed-since', message, fix: 'Keep a copy of what you need of them.' }]
}

/** Prints the paths that the transaction wrote and that hold something else now. */
function changedFiles(id: string): string {
  return `cd ${quote(directoryOf(id))} || exit
tab=$(printf '\\t')
while IFS=$tab read -r word n _ kind _ path _; do
  [ "$word $kind" = 'step write' ] || continue
  cmp -s "files/$n" "$path" || printf '%s\\n' "$path"
done <manifest
`
}
