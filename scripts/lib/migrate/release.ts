import { lastLine } from '../cluster/kubectl.ts'
import { waitUntilSettled } from '../cluster/settle.ts'
import { waitIn } from '../engine/phase.ts'
import { socketAnnotation } from './cluster-items.ts'
import type { NodeChange } from './migration.ts'

/** What of the cluster's side could not be done, each as a command to run; and which pods are not back. */
export interface Unfinished {
  commands: string[]
  unsettled: string | undefined
}

/**
 * Gives a verified node back to the cluster: its annotation, and its schedulability as it was. The node itself
 * is done, so nothing here undoes it: what fails is said, with the command that does it.
 */
export async function giveBack(change: NodeChange): Promise<Unfinished> {
  const { run, host, before } = change
  const kubectl = run.kubectl(host)
  const commands = [...(await annotate(change)), ...(await uncordon(change))]
  // Whoever gives up waiting here gives up no more than that: the node is done.
  const unsettled = before.schedulable
    ? await waitUntilSettled(kubectl, before.ready, waitIn(change, 'release')).catch(
        () => 'you asked not to wait for the pods',
      )
    : undefined
  return { commands, unsettled }
}

/** Makes the node schedulable again, if it was and this run cordoned it. Gives what to run where that failed. */
export async function uncordon(change: NodeChange): Promise<string[]> {
  const { before, mark } = change
  return before.schedulable && mark.cordoned ? attempt(change, ['uncordon', before.node]) : []
}

async function annotate(change: NodeChange): Promise<string[]> {
  const { before, socket } = change
  if (before.socket === undefined || before.socket === socket) return []
  return attempt(change, ['annotate', 'node', before.node, '--overwrite', `${socketAnnotation}=${socket}`])
}

// The API server of a node that has just come back may still stumble.
async function attempt({ run, host }: NodeChange, words: string[]): Promise<string[]> {
  for (let tries = 1; ; tries += 1) {
    const result = await run.kubectl(host)(words)
    if (result.code === 0) return []
    if (tries === 10) return [`kubectl ${words.join(' ')} (it failed: ${lastLine(result.stderr)})`]
    await run.clock.sleep(3000)
  }
}
