import type { NodeTransaction } from '../engine/node-transaction.ts'
import type { Work } from '../engine/run.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import type { Before } from './before.ts'

/** One node on its way from one runtime to another, in whichever direction. */
export interface NodeChange extends Work {
  from: Runtime
  target: Runtime
  /** How the node stood in its cluster when the gate let it through. */
  before: Before
  /** What kubeadm's annotation of the CRI socket is to say afterwards, where the node has it. */
  socket: string
  /** Set by the drain: only who cordoned a node may uncordon it. */
  mark: { cordoned: boolean }
}

export interface Migration extends NodeChange {
  transaction: NodeTransaction
}
