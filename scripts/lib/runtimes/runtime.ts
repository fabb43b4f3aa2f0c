import type { Facts } from '../facts/facts.ts'
import type { Target } from '../facts/targets.ts'
import type { ChangeInput } from '../plan/change.ts'
import type { Note } from '../plan/plan.ts'

/** Everything that refit knows of one container runtime. A new runtime is one value of this type. */
export interface Runtime {
  id: RuntimeId
  /** What stands before "://" in a node's containerRuntimeVersion. */
  reportedAs: string
  /** The CRI socket that kubelet is given. */
  endpoint: string
  /** What to read of a node, besides the facts, to plan to or from this runtime. */
  targets: readonly Target[]
  /** Whether the node's kubelet uses it now. */
  isUsedBy(facts: Facts): boolean
  /** "dockershim (Docker 20.10.24)" */
  describe(facts: Facts): string
  /** What stands in the way of, or should be known before, a change to it. */
  gate(context: RuntimeContext): Note[]
  /** What is made ready while the old runtime still serves. */
  prepare(context: RuntimeContext): ChangeInput[]
  /** Its configuration: files that should be so while the node runs it. */
  configure(context: RuntimeContext): ChangeInput[]
  /** Takes the node off it, after kubelet was stopped. */
  leave(context: RuntimeContext): ChangeInput[]
  /** Stops it before its configuration changes; whoever undoes the change gets it back with the old one. */
  stop(context: RuntimeContext): ChangeInput[]
  /** Starts it with the new configuration and waits until it answers. */
  start(context: RuntimeContext): ChangeInput[]
  /** POSIX sh that fails, with a word on standard error, unless the runtime answers over CRI now. */
  probeScript: string
}

export const runtimeIds = ['dockershim', 'cri-dockerd', 'containerd', 'crio'] as const
export type RuntimeId = (typeof runtimeIds)[number]

export interface RuntimeContext {
  facts: Facts
  settings: RuntimeSettings
  /** Renders a template by its file name. */
  render: (template: string, context: object) => string
}

/** The part of a host's settings that runtimes read. */
export interface RuntimeSettings {
  containerd: {
    sandboxImage?: string | undefined
    cniBinDir?: string | undefined
    cniConfDir?: string | undefined
    root?: string | undefined
  }
  images: { carry: 'all' | 'used' | 'none' }
}
