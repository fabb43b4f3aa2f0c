import type { Facts } from '../facts/facts.ts'
import type { Target } from '../facts/targets.ts'
import type { Host } from '../inventory/inventory.ts'
import type { ChangeInput } from '../plan/change.ts'
import type { Note } from '../plan/plan.ts'

/** What should be so on a host, as a function of what is. Pure: it is asked again right before it is run. */
export interface Task {
  /** "migrate", "chrony": names the run, and the transactions on the nodes. */
  name: string
  /** For the summary of a plan: "2 nodes to change". */
  verb: string
  /** What to read of a host besides its facts. What the changes are about is read anyway, one round trip later. */
  targets?: readonly Target[]
  /** What the facts themselves name that must be read too: a file that a flag or a unit points at. */
  targetsFrom?: (facts: Facts) => readonly Target[]
  changes: (context: TaskContext) => readonly ChangeInput[]
  /** Blockers, warnings and notes on this host. */
  notes?: (context: TaskContext) => Note[]
  /** "dockershim (Docker 20.10.24)" and "containerd 1.6.20", where the task is a change from one to another. */
  fromTo?: (context: TaskContext) => { from: string; to: string }
}

export interface TaskContext {
  facts: Facts
  host: Host
  /** Shorthand for `host.vars`. */
  vars: Record<string, unknown>
  /** Renders a template by its file name. */
  render: (template: string, context: object) => string
}
