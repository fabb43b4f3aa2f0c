import type { Task, TaskContext } from '../engine/task.ts'
import type { Target } from '../facts/targets.ts'
import { kubeletTargets, namedTargets } from '../kubelet/files.ts'
import { currentRuntime, runtimes } from '../runtimes/runtimes.ts'
import { namedSettings, settingsTargets } from '../settings/targets.ts'
import { migrateChanges } from './changes.ts'
import { runtimeContext } from './context.ts'
import type { Wanted } from './context.ts'
import { nodeNotes } from './node-notes.ts'

/** What is read of a node to tell what it runs, and how. */
export const migrateTargets: readonly Target[] = [
  ...kubeletTargets,
  ...settingsTargets,
  ...runtimes.flatMap(({ targets }) => targets),
]

/** The main job as a task: what takes a node to the runtime that is wanted. The engine puts the drain around it. */
export function migrateTask(wanted: Wanted): Task {
  return {
    name: 'migrate',
    verb: 'to migrate',
    targets: migrateTargets,
    targetsFrom: facts => [
      ...namedTargets(facts),
      ...namedSettings(facts),
      ...runtimes.flatMap(runtime => runtime.targetsFrom?.(facts) ?? []),
    ],
    changes: context => migrateChanges(wanted, context),
    notes: context => nodeNotes(wanted, context),
    fromTo: context => fromTo(wanted, context),
  }
}

function fromTo(wanted: Wanted, task: TaskContext): { from: string; to: string } {
  const { facts } = task
  const { runtime, version } = wanted
  const from = currentRuntime(facts)?.describe(facts) ?? 'an unknown runtime'
  const context = runtimeContext(wanted, task)
  const after = context && runtime.versionAfter?.(context)
  return { from, to: runtime.describe(facts, after ?? version) }
}
