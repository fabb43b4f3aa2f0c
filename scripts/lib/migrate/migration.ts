import type { NodeTransaction } from '../engine/node-transaction.ts'
import type { Work } from '../engine/run.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import type { Before } from './before.ts'

/** One node on its way from one runtime to another, in whichever direction. */
export interface NodeChange extends Work {
  from: Runtime
  target: Runtime
  /** What runs when it is done, in words: "containerd 2.4.2". */
  becomes: string
  /** Whether its containers run through the change. */
  inPlace: boolean
  /** Whether it is drained before. */
  drains: boolean
  /** How the node stood in its cluster when the gate let it through. */
  before: Before
  /** What kubeadm's annotation of the CRI socket is to say afterwards, where the node has it. */
  socket: string
  /**
   * `cordoned` is set by the drain: only who cordoned a node may uncordon it. `beyondReturn` is set by a rollback
   * when the node has begun to change: there is nothing to stop at before its end.
   */
  mark: { cordoned: boolean; beyondReturn: boolean }
}

export interface Migration extends NodeChange {
  transaction: NodeTransaction
}
