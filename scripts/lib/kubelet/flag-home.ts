import type { Facts } from '../facts/facts.ts'
import { setsVariable } from './append-flags.ts'
import { passesOn, unitEnvironmentFiles } from './unit.ts'

/** A variable of an environment file whose words kubelet gets. */
export interface FlagHome {
  path: string
  variable: string
}

/**
 * Where a flag can be added so that kubelet gets it: kubeadm's variable, or else the administrator's. Of the
 * files that the unit reads it is the last one that sets the variable. Undefined where there is none.
 */
export function flagHome(facts: Facts): FlagHome | undefined {
  return ['KUBELET_KUBEADM_ARGS', 'KUBELET_EXTRA_ARGS']
    .filter(variable => passesOn(facts, variable))
    .map(variable => ({ variable, path: lastThatSets(facts, variable) }))
    .find((home): home is FlagHome => home.path !== undefined)
}

function lastThatSets(facts: Facts, variable: string): string | undefined {
  const { files } = facts.observed
  return unitEnvironmentFiles(facts).findLast(path => setsVariable(files.get(path)?.content ?? '', variable))
}
