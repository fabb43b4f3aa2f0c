import type { Facts } from '../facts/facts.ts'
import { setsVariable } from './append-flags.ts'
import { hasCommand } from './exec-start.ts'
import { passesOn, unitEnvironmentFiles, unitPaths } from './unit.ts'

/** Where a flag can be added so that kubelet gets it. */
export interface FlagHome {
  path: string
  /** Of an environment file, whose words kubelet gets; undefined where the path is a unit's, with its command line. */
  variable: string | undefined
}

/**
 * Where a flag is added: to kubeadm's variable, or else to the administrator's; of the files that the unit reads, the
 * last one that sets it. In a unit without either, to its command line. Undefined where there is none.
 */
export function flagHome(facts: Facts): FlagHome | undefined {
  const variables = ['KUBELET_KUBEADM_ARGS', 'KUBELET_EXTRA_ARGS'].filter(name => passesOn(facts, name))
  const inFile = variables
    .map(variable => ({ variable, path: lastThatSets(facts, variable) }))
    .find((home): home is { path: string; variable: string } => home.path !== undefined)
  return inFile ?? commandOf(facts)
}

function lastThatSets(facts: Facts, variable: string): string | undefined {
  const { files } = facts.observed
  return unitEnvironmentFiles(facts).findLast(path => setsVariable(files.get(path)?.content ?? '', variable))
}

function commandOf(facts: Facts): FlagHome | undefined {
  const { files } = facts.observed
  const path = unitPaths(facts).findLast(one => hasCommand(files.get(one)?.content ?? ''))
  return path === undefined ? undefined : { path, variable: undefined }
}
