import type { Facts } from '../../facts/facts.ts'
import type { Runtime, RuntimeSettings } from '../../runtimes/runtime.ts'
import type { Check } from '../check.ts'
import type { Survey } from './survey/survey.ts'

/** What the checks of a node and of its versions look at: what was read of it, and where it is to go. */
export interface NodeSubject {
  host: string
  facts: Facts
  survey: Survey
  /** The runtime that it uses; undefined where refit does not know it. */
  current: Runtime | undefined
  target: Runtime
  settings: RuntimeSettings
  /** The controller's clock, in milliseconds. */
  now: number
}

/** A check of what breaks when a node leaves Docker: of a node on another runtime there is nothing to say. */
export function leavingDocker(check: Check<NodeSubject>): Check<NodeSubject> {
  return { ...check, run: subject => (leavesDocker(subject) ? check.run(subject) : []) }
}

/** Whether the node is on Docker now and will not be. */
export function leavesDocker({ current, target }: NodeSubject): boolean {
  return current?.store.id === 'docker' && target.store.id !== 'docker'
}
