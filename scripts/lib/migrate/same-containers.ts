import { podsOn } from '../cluster/objects.ts'
import { podsThatLost } from '../cluster/same-containers.ts'
import { onceMore } from '../engine/once-more.ts'
import { telling } from '../engine/phase.ts'
import { RefitError } from '../errors.ts'
import type { NodeChange } from './migration.ts'

/**
 * Compares the containers that run on the node with those that ran when the gate let it through. One that is missing is
 * a fault where its pod is still there: then the pod was restarted, which is what such a change must not do.
 */
export async function expectSameContainers(change: NodeChange): Promise<void> {
  const { run, host, before, target, facts } = change
  const { stdout } = await onceMore({ run, host }, session =>
    session.run(target.podsScript(facts), { timeout: 60_000 }),
  )
  const running = stdout.split('\n').filter(id => id !== '')
  const missing = before.containers.filter(id => !running.some(one => one.startsWith(id)))
  const lost = missing.length === 0 ? [] : podsThatLost(await podsOn(run.kubectl(host), before.node), missing)
  if (lost.length > 0)
    throw new RefitError(`These pods were to run through the change, and did not: ${lost.join(', ')}.`, {
      host: host.name,
    })
  const kept = before.containers.length - missing.length
  telling(change, 'verify')(`${kept} of ${before.containers.length} containers are the same as before`)
}
