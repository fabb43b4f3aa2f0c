import type { Task, TaskContext } from '../engine/task.ts'
import type { Target } from '../facts/targets.ts'
import { kubeletTargets, namedTargets } from '../kubelet/files.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { currentRuntime, runtimes } from '../runtimes/runtimes.ts'
import { migrateChanges } from './changes.ts'
import { nodeNotes } from './node-notes.ts'

/** What is read of a node to tell what it runs, and how. */
export const migrateTargets: readonly Target[] = [
  ...kubeletTargets,
  ...runtimes.flatMap(({ targets }) => targets),
]

/** The main job as a task: what takes a node to `target`. The engine puts the drain around it. */
export function migrateTask(target: Runtime): Task {
  return {
    name: 'migrate',
    verb: 'to migrate',
    targets: migrateTargets,
    targetsFrom: namedTargets,
    changes: context => migrateChanges(target, context),
    notes: context => nodeNotes(target, context),
    fromTo: context => fromTo(target, context),
  }
}

function fromTo(target: Runtime, { facts }: TaskContext): { from: string; to: string } {
  return { from: currentRuntime(facts)?.describe(facts) ?? 'an unknown runtime', to: target.describe(facts) }
}
