import type { Observed } from '../facts/observed.ts'
import type { Change, ChangeOf } from './change.ts'
import { artifactItems } from './artifact-items.ts'
import { absentItems, fileItems } from './file-items.ts'
import type { PlanItem } from './plan.ts'
import { item, sha256, simulation } from './simulation.ts'
import type { Simulation } from './simulation.ts'
import type { Step } from './step.ts'
import { unitItems } from './unit-items.ts'

/**
 * The difference between what should be and what is, in the order of the changes. A change that finds
 * everything as it should be gives no item. Later changes see what earlier ones would have done.
 */
export function makeItems(changes: readonly Change[], observed: Observed): PlanItem[] {
  const state = simulation(observed)
  return changes.flatMap(change => {
    const items = difference(change, state)
    if (items.length > 0) state.changed = true
    return items.map(made => ({ ...made, reasons: [...change.reasons, ...made.reasons] }))
  })
}

function difference(change: Change, state: Simulation): PlanItem[] {
  switch (change.type) {
    case 'file':
      return fileItems(change, state)
    case 'absent':
      return absentItems(change, state)
    case 'unit':
      return unitItems(change, state)
    case 'package':
      return packageItems(change, state)
    case 'sysctl':
      return sysctlItems(change, state)
    case 'module':
      return state.observed.modules.get(change.name) === true
        ? []
        : [item(change, 'start', change.name, { do: 'module', name: change.name })]
    case 'artifact':
      return artifactItems(change, state)
    case 'command':
      return commandItems(change, state)
  }
}

function packageItems(change: ChangeOf<'package'>, state: Simulation): PlanItem[] {
  const { name, version, state: wanted } = change
  const installed = state.observed.packages.get(name)
  const step: Step = { do: 'package', name, state: wanted, ...(version === undefined ? {} : { version }) }
  if (wanted === 'absent')
    return installed === undefined ? [] : [item(change, 'delete', `package ${name}`, step)]
  if (installed !== undefined && (version === undefined || installed === version)) return []
  return [item(change, 'install', version === undefined ? name : `${name} ${version}`, step)]
}

function sysctlItems(change: ChangeOf<'sysctl'>, state: Simulation): PlanItem[] {
  const { key, value } = change
  const before = state.observed.sysctls.get(key)
  if (before !== undefined && words(before) === words(value)) return []
  const reasons = before === undefined ? [] : [`${words(before)} becomes ${value}`]
  return [{ ...item(change, 'update', key, { do: 'sysctl', key, value }), reasons }]
}

/** The kernel prints tabs between the parts of a value, whatever it was given. */
function words(value: string): string {
  return value.trim().split(/\s+/u).join(' ')
}

function commandItems(change: ChangeOf<'command'>, state: Simulation): PlanItem[] {
  const { title, script, undo, action, irreversible } = change
  if (change.unless !== undefined && state.observed.checks.get(checkId(change.unless)) === true) return []
  return [{ ...item(change, action, title, { do: 'command', title, script, undo }), irreversible }]
}

/** The name under which the answer of a command's check is asked for and found. */
export function checkId(unless: string): string {
  return sha256(unless).slice(0, 16)
}
