import { lastLine } from '../cluster/kubectl.ts'
import type { Kubectl } from '../cluster/kubectl.ts'
import { waitUntilSettled } from '../cluster/settle.ts'
import { telling } from '../engine/phase.ts'
import type { Work } from '../engine/run.ts'
import type { Before } from './before.ts'
import { socketAnnotation } from './cluster-items.ts'

/**
 * Gives a verified node back to the cluster: its annotation, and its schedulability as it was. The node itself
 * is done, so nothing here undoes it: what fails is said, with the command that does it.
 */
export async function giveBack(work: Work, before: Before, endpoint: string): Promise<string[]> {
  const kubectl = work.run.kubectl(work.host)
  const left = [...(await annotate(kubectl, before, endpoint)), ...(await uncordon(kubectl, before))]
  const missing = before.schedulable
    ? await waitUntilSettled(kubectl, before.ready, waitOptions(work))
    : undefined
  if (missing !== undefined)
    work.run.emit({ type: 'note', level: 'warning', host: work.host.name, message: `${missing}.` })
  return left
}

/** Makes the node schedulable again if it was. Gives the command to run where that failed. */
export async function uncordon(kubectl: Kubectl, { node, schedulable }: Before): Promise<string[]> {
  return schedulable ? attempt(kubectl, ['uncordon', node]) : []
}

async function annotate(kubectl: Kubectl, { node, socket }: Before, endpoint: string): Promise<string[]> {
  if (socket === undefined || socket === endpoint) return []
  return attempt(kubectl, ['annotate', 'node', node, '--overwrite', `${socketAnnotation}=${endpoint}`])
}

async function attempt(kubectl: Kubectl, words: string[]): Promise<string[]> {
  for (let tries = 0; ; tries += 1) {
    const result = await kubectl(words)
    if (result.code === 0) return []
    if (tries === 4) return [`kubectl ${words.join(' ')} (it failed: ${lastLine(result.stderr)})`]
  }
}

function waitOptions(work: Work): Parameters<typeof waitUntilSettled>[2] {
  const { clock, abort } = work.run
  return {
    clock,
    timeout: work.host.settings.verify.timeout,
    onWaiting: telling(work, 'release'),
    signal: abort,
  }
}
