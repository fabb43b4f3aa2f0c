import type { TaskContext } from '../engine/task.ts'
import { kubeletChanges } from '../kubelet/changes.ts'
import { kubeletProblem } from '../kubelet/problem.ts'
import type { ChangeInput } from '../plan/change.ts'
import { unit } from '../plan/changes.ts'
import type { Runtime, RuntimeContext } from '../runtimes/runtime.ts'
import { currentRuntime } from '../runtimes/runtimes.ts'

/**
 * Everything that takes a node to another runtime, in order. Nothing for a node that runs it already, or whose
 * runtime cannot be told, or whose kubelet cannot be set up for another (which the notes say).
 *
 * The order is such that walking it backwards is the way back: a thing is stopped before its files change and
 * started afterwards, so undo stops it, brings the files back, and starts it again.
 */
export function migrateChanges(target: Runtime, { facts, host, render }: TaskContext): ChangeInput[] {
  const current = currentRuntime(facts)
  const { kubelet } = facts
  if (kubelet === undefined || current === undefined || current === target) return []
  if (kubeletProblem(facts, kubelet, target.endpoint) !== undefined) return []
  const context: RuntimeContext = { facts, settings: host.settings, render }
  return [
    ...target.prepare(context),
    unit('kubelet.service', { active: false }),
    ...current.leave(context),
    ...target.stop(context),
    ...target.configure(context),
    ...kubeletChanges(facts, kubelet, target.endpoint),
    ...target.start(context),
    unit('kubelet.service', { active: true, enabled: true }),
  ]
}
