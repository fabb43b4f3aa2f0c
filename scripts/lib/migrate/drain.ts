import { drain } from '../cluster/drain.ts'
import { waitForDetach } from '../cluster/volumes.ts'
import { telling } from '../engine/phase.ts'
import type { Work } from '../engine/run.ts'
import type { Before } from './before.ts'

/** Takes every pod that can go elsewhere off the node, and waits for their volumes to follow. */
export async function drainNode(work: Work, { node }: Before): Promise<void> {
  const { run, host } = work
  const settings = host.settings.drain
  const kubectl = run.kubectl(host)
  const tell = telling(work, 'drain')
  await drain(kubectl, node, settings, tell, run.abort)
  const attached = await waitForDetach(kubectl, node, {
    clock: run.clock,
    // Volumes of DaemonSets stay attached for good, so this wait has an end of its own.
    timeout: Math.min(settings.timeout, 120_000),
    onWaiting: tell,
    signal: run.abort,
  })
  if (attached !== undefined)
    run.emit({
      type: 'note',
      level: 'warning',
      host: host.name,
      message: `After the drain of ${node}: ${attached}.`,
    })
}
