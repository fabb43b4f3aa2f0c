import { exitCodes, RefitError } from '../errors.ts'
import type { Host } from '../inventory/inventory.ts'
import type { Plan } from '../plan/plan.ts'
import { staleness } from '../plan/staleness.ts'

const planAgain = 'Make the plan again with scripts/plan.mjs --out, and look at it.'

/** The hosts that a saved plan is for, out of those of the inventory. Throws where one is missing. */
export function hostsOf({ nodes }: Plan, hosts: readonly Host[], file: string): Host[] {
  return nodes.map(node => {
    const host = hosts.find(({ name }) => name === node.host)
    if (host !== undefined) return host
    throw refused(`${file} is for the host ${node.host}, which the inventory (or --limit) does not have.`)
  })
}

/** Throws where any node of a saved plan would be changed in another way now. */
export function refuseStale(saved: Plan, fresh: Plan, file: string): void {
  const changed = saved.nodes.flatMap(agreed => {
    const now = fresh.nodes.find(({ host }) => host === agreed.host)
    const why = now === undefined ? undefined : staleness(agreed, now)
    return why === undefined ? [] : [`${agreed.host}: ${why}`]
  })
  if (changed.length > 0) throw refused(`${file} is stale. ${changed.join(' ')}`)
}

function refused(message: string): RefitError {
  return new RefitError(message, {
    state: 'Nothing was changed.',
    next: planAgain,
    exitCode: exitCodes.usage,
  })
}
