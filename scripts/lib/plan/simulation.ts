import { createHash } from 'node:crypto'
import type { Observed, ObservedFile } from '../facts/observed.ts'
import type { Change } from './change.ts'
import type { PlanItem } from './plan.ts'
import type { Step } from './step.ts'

/** What is expected to be so on the node at one point of the plan. */
export interface Simulation {
  observed: Observed
  files: Map<string, ObservedFile>
  active: Map<string, boolean>
  /** Whether a change before this one had something to do. */
  changed: boolean
}

/** The state before the first change: what was observed. */
export function simulation(observed: Observed): Simulation {
  const active = [...observed.units].map(([name, unit]) => [name, unit.active] as const)
  return { observed, files: new Map(observed.files), active: new Map(active), changed: false }
}

/** The item of a plan that does a change in these steps. */
export function item(
  change: Change,
  action: PlanItem['action'],
  subject: string,
  ...steps: Step[]
): PlanItem {
  return {
    phase: change.phase,
    action,
    subject,
    reasons: [],
    irreversible: false,
    sensitive: false,
    steps,
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
