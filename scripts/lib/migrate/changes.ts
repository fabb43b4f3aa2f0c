import type { TaskContext } from '../engine/task.ts'
import { kubeletChanges } from '../kubelet/changes.ts'
import { flagCheck } from '../kubelet/flag-check.ts'
import { kubeletProblem } from '../kubelet/problem.ts'
import type { ChangeInput } from '../plan/change.ts'
import { unit } from '../plan/changes.ts'
import { carryImages } from '../runtimes/carry-images.ts'
import { isInPlace, isThere, runtimeContext } from './context.ts'
import type { Wanted } from './context.ts'
import { withUnitCheck } from './unit-check.ts'

/**
 * Everything that takes a node to another runtime, in order. Nothing for a node that runs it already, or whose
 * runtime cannot be told, or whose kubelet cannot be set up for another (which the notes say).
 *
 * The order is such that walking it backwards is the way back: a thing is stopped before its files change and
 * started afterwards, so undo stops it, brings the files back, and starts it again.
 */
export function migrateChanges(wanted: Wanted, task: TaskContext): ChangeInput[] {
  const context = runtimeContext(wanted, task)
  const { kubelet } = task.facts
  if (context === undefined || kubelet === undefined || isThere(context)) return []
  const { facts, current, target } = context
  if (isInPlace(context)) return withUnitCheck(target.inPlace?.(context) ?? [])
  const wiring = target.kubelet(context)
  if (kubeletProblem(facts, kubelet, wiring) !== undefined) return []
  return withUnitCheck([
    ...target.prepare(context),
    flagCheck(facts, kubelet, wiring),
    ...carryImages(context),
    unit('kubelet.service', { active: false }),
    ...current.leave(context),
    ...target.stop(context),
    ...target.configure(context),
    ...kubeletChanges(facts, kubelet, wiring),
    ...target.start(context),
    unit('kubelet.service', { active: true, enabled: true }),
  ])
}
