import { podsOn } from '../cluster/objects.ts'
import { podsThatLost } from '../cluster/same-containers.ts'
import { waitUntil } from '../cluster/wait.ts'
import { onceMore } from '../engine/once-more.ts'
import { telling, waitIn } from '../engine/phase.ts'
import { RefitError } from '../errors.ts'
import type { NodeChange } from './migration.ts'

/**
 * Compares the containers that run on the node with those that ran when the gate let it through. One that is missing is
 * a fault where its pod is still there: then the pod was restarted, which is what such a change must not do.
 */
export async function expectSameContainers(change: NodeChange): Promise<void> {
  const { host, before } = change
  const wait = waitIn(change, 'verify')
  // A runtime that has just started may still be finding its shims again, on a busy machine for a while.
  const lost = await waitUntil(() => whatIsLost(change), { ...wait, timeout: Math.min(wait.timeout, 60_000) })
  if (lost !== undefined)
    throw new RefitError(`These pods were to run through the change, and did not: ${lost}.`, {
      host: host.name,
    })
  telling(change, 'verify')(`the ${before.containers.length} containers of before run on`)
}

async function whatIsLost({ run, host, before, target, facts }: NodeChange): Promise<string | undefined> {
  const ask = target.containersScript ?? target.podsScript(facts)
  const { code, stdout } = await onceMore({ run, host }, session => session.run(ask, { timeout: 60_000 }))
  if (code !== 0) return 'all of them, as far as its runtime tells'
  const running = stdout.split('\n').filter(id => id !== '')
  const missing = before.containers.filter(id => !running.some(one => one.startsWith(id)))
  if (missing.length === 0) return undefined
  const lost = podsThatLost(await podsOn(run.kubectl(host), before.node), missing)
  return lost.length === 0 ? undefined : lost.join(', ')
}
