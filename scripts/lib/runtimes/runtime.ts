import type { Facts } from '../facts/facts.ts'
import type { Target } from '../facts/targets.ts'
import type { Install } from './install.ts'
import type { KubeletWiring } from '../kubelet/wiring.ts'
import type { ChangeInput } from '../plan/change.ts'
import type { Note } from '../plan/plan.ts'
import type { CarriedSettings } from '../settings/carried.ts'
import type { ImageStore } from './image-store.ts'

/** Everything that refit knows of one container runtime. A new runtime is one value of this type. */
export interface Runtime {
  id: RuntimeId
  /** What stands before "://" in a node's containerRuntimeVersion. */
  reportedAs: string
  /** Its usual CRI socket, as kubeadm's annotation names it. */
  socket: string
  /** The services that it needs to run; what the next runtime needs as well is not stopped. */
  daemons: readonly Daemon[]
  /** What to read of a node, besides the facts, to plan to or from this runtime. */
  targets: readonly Target[]
  /** Where its images are. Two runtimes with one store leave them where they are. */
  store: ImageStore
  /** Whether the node's kubelet uses it now. */
  isUsedBy(facts: Facts): boolean
  /** "1.7.24"; undefined where it is not installed. */
  version(facts: Facts): string | undefined
  /** "dockershim (Docker 20.10.24)"; with `version`, as it is when that one runs. */
  describe(facts: Facts, version?: string): string
  /** Which version runs after a change to it; without it, the one that is installed. */
  versionAfter?(context: RuntimeContext): string | undefined
  /** What the facts themselves name that must be read too: a configuration elsewhere. */
  targetsFrom?(facts: Facts): readonly Target[]
  /** What its operator told it on this node, in no runtime's own words. */
  read(facts: Facts): CarriedSettings
  /** What kubelet is told for it. */
  kubelet(context: RuntimeContext): KubeletWiring
  /** What stands in the way of, or should be known before, a change to it. */
  gate(context: RuntimeContext): Note[]
  /** What is made ready while the old runtime still serves. Images are carried over after it. */
  prepare(context: RuntimeContext): ChangeInput[]
  /** What stands in the way of taking a node off it; left out where nothing can. */
  leaving?(context: RuntimeContext): Note[]
  /** POSIX sh that prints the ids of Kubernetes' containers that run in it, one a line, whether it runs itself or not. */
  podsScript(facts: Facts): string
  /** Takes the node off it, after kubelet was stopped. */
  leave(context: RuntimeContext): ChangeInput[]
  /** Stops it before its configuration changes; whoever undoes the change gets it back with the old one. */
  stop(context: RuntimeContext): ChangeInput[]
  /** Its configuration: files that should be so while the node runs it. */
  configure(context: RuntimeContext): ChangeInput[]
  /** Starts it with the new configuration and waits until it answers. */
  start(context: RuntimeContext): ChangeInput[]
  /**
   * The changes from one version of it to another while its containers run on, kubelet included; undefined for a
   * runtime that cannot. Without it such a change goes the long way, with a drain.
   */
  inPlace?(context: RuntimeContext): ChangeInput[]
  /** POSIX sh that prints the ids of the containers that run in it, and fails where it does not tell; beside `inPlace`. */
  containersScript?: string
  /** POSIX sh that fails, with a word on standard error, unless the runtime answers over CRI now. */
  probeScript(context: Pick<RuntimeContext, 'facts' | 'settings'>): string
}

export const runtimeIds = ['dockershim', 'cri-dockerd', 'containerd', 'crio'] as const
export type RuntimeId = (typeof runtimeIds)[number]

/** A service that runtimes are made of. */
export type Daemon = 'docker' | 'containerd' | 'cri-dockerd' | 'crio'

export interface RuntimeContext {
  facts: Facts
  settings: RuntimeSettings
  /** The runtime that the node runs now. */
  current: Runtime
  /** The runtime that it is to run. The same as `current` where only the version changes. */
  target: Runtime
  /** What was asked for after the @ of --to: "2.4" is any 2.4. */
  version: string | undefined
  /** What the node's present runtime was told, and the inventory on top of it. */
  carried: CarriedSettings
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
    install?: Install | undefined
  }
  crio?: CrioSettings
  criDockerd?: CriDockerdSettings
  images: { carry: 'all' | 'used' | 'none' }
}

/** What every runtime can be told of pods. */
export interface PodSettings {
  sandboxImage?: string | undefined
  cniBinDir?: string | undefined
  cniConfDir?: string | undefined
}

interface CrioSettings extends PodSettings {
  install?: Install | undefined
  capabilities?: string[] | undefined
}

interface CriDockerdSettings extends PodSettings {
  install?: Install | undefined
  socket?: string | undefined
}
