import type { Clock } from '../cluster/wait.ts'
import type { Kubectl } from '../cluster/kubectl.ts'
import type { Facts } from '../facts/facts.ts'
import type { Host } from '../inventory/inventory.ts'
import type { NodePlan } from '../plan/plan.ts'
import type { Emit } from './events.ts'
import type { Sessions } from './sessions.ts'

/** What every part of a run shares. */
export interface Run {
  id: string
  /** Who runs it, and on which machine: whoever finds a node locked is told. */
  owner: string
  from: string
  /** `--break-lock`: takes a node from another run that still seems to be alive. */
  breakLock: boolean
  emit: Emit
  clock: Clock
  sessions: Sessions
  kubectl: (host: Host) => Kubectl
  /** Aborted by the first Ctrl-C: no host and no phase is begun any more. */
  stop: AbortSignal
  /** Aborted by the second: the phase in hand is given up, and the host is taken back. */
  abort: AbortSignal
}

/** One host in the hands of a run. */
export interface Work {
  run: Run
  host: Host
  facts: Facts
  plan: NodePlan
}
