import { observedFile } from '../facts/observed.ts'
import type { Observed } from '../facts/observed.ts'
import type { Target } from '../facts/targets.ts'
import { markOf } from './artifact-items.ts'
import type { Change } from './change.ts'
import { checkId } from './make.ts'

/** What must be known of a node to say what these changes would do. */
export function targetsOf(changes: readonly Change[]): Target[] {
  return changes.flatMap(targetOf)
}

/** Those targets that the observation does not know yet. */
export function missingTargets(targets: readonly Target[], observed: Observed): Target[] {
  return targets.filter(({ kind, subject }) => !isKnown(kind, subject, observed))
}

function isKnown(kind: Target['kind'], subject: string, observed: Observed): boolean {
  if (kind === 'file') return observedFile(observed, subject) !== undefined
  const { units, packages, sysctls, modules, checks, trees } = observed
  return { unit: units, package: packages, sysctl: sysctls, module: modules, check: checks, tree: trees }[
    kind
  ].has(subject)
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
    case 'artifact':
      return [{ kind: 'file', subject: markOf(change.destination) }]
    case 'command':
      return change.unless === undefined
        ? []
        : [{ kind: 'check', subject: checkId(change.unless), script: change.unless }]
  }
}
