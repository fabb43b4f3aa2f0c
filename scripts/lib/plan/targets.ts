import type { Observed } from '../facts/observed.ts'
import type { Target } from '../facts/targets.ts'
import type { Change } from './change.ts'
import { checkId } from './make.ts'

/** What must be known of a node to say what these changes would do. */
export function targetsOf(changes: readonly Change[]): Target[] {
  return changes.flatMap(targetOf)
}

/** Those targets that the observation does not know yet. */
export function missingTargets(targets: readonly Target[], observed: Observed): Target[] {
  const places = {
    file: observed.files,
    unit: observed.units,
    package: observed.packages,
    sysctl: observed.sysctls,
    module: observed.modules,
    check: observed.checks,
  }
  return targets.filter(({ kind, subject }) => !places[kind].has(subject))
}

function targetOf(change: Change): Target[] {
  switch (change.type) {
    case 'file':
    case 'absent':
      return [{ kind: 'file', subject: change.path }]
    case 'unit':
      return [{ kind: 'unit', subject: change.unit }]
    case 'package':
      return [{ kind: 'package', subject: change.name }]
    case 'sysctl':
      return [{ kind: 'sysctl', subject: change.key }]
    case 'module':
      return [{ kind: 'module', subject: change.name }]
    case 'command':
      return change.unless === undefined
        ? []
        : [{ kind: 'check', subject: checkId(change.unless), script: change.unless }]
  }
}
