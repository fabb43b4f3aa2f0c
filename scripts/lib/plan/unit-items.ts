import type { ChangeOf } from './change.ts'
import type { PlanItem } from './plan.ts'
import { item } from './simulation.ts'
import type { Simulation } from './simulation.ts'

/** What a unit lacks of being active and enabled as it should, and its restart where something before it changed. */
export function unitItems(change: ChangeOf<'unit'>, state: Simulation): PlanItem[] {
  const { unit } = change
  const active = state.active.get(unit) ?? false
  const enabled = state.observed.units.get(unit)?.enabled ?? ''
  const items: PlanItem[] = []
  const add = (action: 'start' | 'stop' | 'restart' | 'enable' | 'disable') =>
    items.push(item(change, action, unit, { do: 'unit', unit, action }))
  if (change.active === false && active) add('stop')
  if (change.enabled === false && isEnabled(enabled)) add('disable')
  if (change.enabled === true && !isEnabled(enabled) && enabled !== 'static') add('enable')
  if (change.active === true && !active) {
    if (change.restartOnChange && comesWithAPackage(unit, state)) items.push(freshStart(change))
    else add('start')
  }
  if (change.restartOnChange && active && state.changed) add('restart')
  if (change.active !== undefined) state.active.set(unit, change.active)
  return items
}

function isEnabled(word: string): boolean {
  return word === 'enabled' || word === 'enabled-runtime' || word === 'alias'
}

/** A unit that is not there yet, and will be when the changes before this one are made. */
function comesWithAPackage(unit: string, { observed, changed }: Simulation): boolean {
  return changed && observed.units.get(unit)?.exists !== true
}

// Debian starts a service as soon as it is installed, perhaps before its configuration is there. Stop and start,
// and not a restart: undone, these leave the service as its package had it, and the package goes next.
function freshStart(change: ChangeOf<'unit'>): PlanItem {
  const { unit } = change
  const steps = (['stop', 'start'] as const).map(action => ({ do: 'unit', unit, action }) as const)
  return {
    ...item(change, 'restart', unit, ...steps),
    reasons: ['installing it may have started it with other settings'],
  }
}
