import { createHash } from 'node:crypto'
import { observedFile } from '../facts/observed.ts'
import type { Observed, ObservedFile } from '../facts/observed.ts'
import type { Change, ChangeOf } from './change.ts'
import { unifiedDiff } from './diff.ts'
import type { PlanItem } from './plan.ts'
import type { Step } from './step.ts'

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

/** What is expected to be so on the node at this point of the plan. */
interface Simulation {
  observed: Observed
  files: Map<string, ObservedFile>
  active: Map<string, boolean>
  changed: boolean
}

function simulation(observed: Observed): Simulation {
  const active = [...observed.units].map(([name, unit]) => [name, unit.active] as const)
  return { observed, files: new Map(observed.files), active: new Map(active), changed: false }
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
      return state.observed.sysctls.get(change.key) === change.value
        ? []
        : [item(change, 'update', change.key, { do: 'sysctl', key: change.key, value: change.value })]
    case 'module':
      return state.observed.modules.get(change.name) === true
        ? []
        : [item(change, 'start', change.name, { do: 'module', name: change.name })]
    case 'command':
      return commandItems(change, state)
  }
}

function fileItems(change: ChangeOf<'file'>, state: Simulation): PlanItem[] {
  const { path, content, mode, owner, group, sensitive } = change
  const before = known(state, path)
  const same = before.exists && before.sha256 === sha256(content)
  const attributes = attributeReasons(before, change)
  if (same && attributes.length === 0) return []
  state.files.set(path, { exists: true, content, mode, owner, group, sha256: sha256(content) })
  const made = item(change, before.exists ? 'update' : 'create', path, {
    do: 'write',
    path,
    content,
    mode,
    owner,
    group,
  })
  const reasons = [
    ...attributes,
    ...(before.exists && before.content === undefined && !same ? ['too large to be shown'] : []),
  ]
  if (sensitive) return [{ ...made, sensitive, reasons: [...reasons, 'sensitive: its content is not shown'] }]
  return [{ ...made, reasons, diff: same ? undefined : unifiedDiff(path, before.content, content) }].map(
    withoutUndefined,
  )
}

function absentItems(change: ChangeOf<'absent'>, state: Simulation): PlanItem[] {
  const before = known(state, change.path)
  if (!before.exists && before.link === undefined) return []
  state.files.set(change.path, { exists: false })
  const made = item(change, 'delete', change.path, { do: 'remove', path: change.path })
  return [
    before.content === undefined
      ? made
      : { ...made, diff: unifiedDiff(change.path, before.content, undefined) },
  ]
}

function unitItems(change: ChangeOf<'unit'>, state: Simulation): PlanItem[] {
  const { unit } = change
  const active = state.active.get(unit) ?? false
  const enabled = state.observed.units.get(unit)?.enabled ?? ''
  const items: PlanItem[] = []
  const add = (action: 'start' | 'stop' | 'restart' | 'enable' | 'disable') =>
    items.push(item(change, action, unit, { do: 'unit', unit, action }))
  if (change.active === false && active) add('stop')
  if (change.enabled === false && isEnabled(enabled)) add('disable')
  if (change.enabled === true && !isEnabled(enabled) && enabled !== 'static') add('enable')
  if (change.active === true && !active) add('start')
  if (change.restartOnChange && active && state.changed) add('restart')
  if (change.active !== undefined) state.active.set(unit, change.active)
  return items
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

function commandItems(change: ChangeOf<'command'>, state: Simulation): PlanItem[] {
  const { title, script, undo, action, irreversible } = change
  if (change.unless !== undefined && state.observed.checks.get(checkId(change.unless)) === true) return []
  return [{ ...item(change, action, title, { do: 'command', title, script, undo }), irreversible }]
}

/** The name under which the answer of a command's check is asked for and found. */
export function checkId(unless: string): string {
  return sha256(unless).slice(0, 16)
}

function attributeReasons(before: ObservedFile, change: ChangeOf<'file'>): string[] {
  if (!before.exists) return []
  const reasons: string[] = []
  const mode = change.mode.padStart(4, '0')
  if (before.mode !== mode) reasons.push(`mode ${before.mode ?? '?'} becomes ${mode}`)
  const owner = `${change.owner}:${change.group}`
  const ownerBefore = `${before.owner ?? '?'}:${before.group ?? '?'}`
  if (owner !== ownerBefore) reasons.push(`owner ${ownerBefore} becomes ${owner}`)
  return reasons
}

function item(change: Change, action: PlanItem['action'], subject: string, step: Step): PlanItem {
  return {
    phase: change.phase,
    action,
    subject,
    reasons: [],
    irreversible: false,
    sensitive: false,
    steps: [step],
  }
}

// A plan made on a guess would be wrong in silence, so what was not observed is an error of ours.
function known({ files, observed }: Simulation, path: string): ObservedFile {
  const file = observedFile({ files, trees: observed.trees }, path)
  if (file === undefined) throw new Error(`${path} is to be changed and was not observed`)
  return file
}

function isEnabled(word: string): boolean {
  return word === 'enabled' || word === 'enabled-runtime' || word === 'alias'
}

function withoutUndefined(value: PlanItem & { diff?: string | undefined }): PlanItem {
  const { diff, ...rest } = value
  return diff === undefined ? rest : { ...rest, diff }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
