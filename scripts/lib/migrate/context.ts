import type { TaskContext } from '../engine/task.ts'
import type { Runtime, RuntimeContext } from '../runtimes/runtime.ts'
import { currentRuntime, runtimeNamed } from '../runtimes/runtimes.ts'
import { isVersion } from '../runtimes/version.ts'
import { withInventory } from '../settings/inventory.ts'
import { onTheWay } from '../settings/on-the-way.ts'

/** A runtime, and the version of it that was asked for: "containerd@2.4". */
export interface Wanted {
  /** As it was asked for, and as a saved plan keeps it. */
  name: string
  runtime: Runtime
  version: string | undefined
  /** Whether nodes are drained even where their containers would run through the change. */
  drain: boolean
}

/** What "containerd" or "containerd@2.4" asks for. Throws a RefitError where there is no such runtime. */
export function wantedOf(name: string, drain = false): Wanted {
  const [id = '', version] = name.split('@', 2)
  return { name, runtime: runtimeNamed(id), version: version === '' ? undefined : version, drain }
}

/** What runtimes plan a change from; undefined where the node's runtime cannot be told. */
export function runtimeContext(
  { runtime: target, version }: Wanted,
  { facts, host, render }: TaskContext,
): RuntimeContext | undefined {
  const current = currentRuntime(facts)
  if (current === undefined) return undefined
  const told = withInventory(current.read(facts), host.settings)
  const carried = onTheWay(facts, current, target, told)
  return { facts, settings: host.settings, current, target, version, carried, render }
}

/** Whether the node runs what was asked for already. */
export function isThere({ facts, current, target, version }: RuntimeContext): boolean {
  if (current !== target) return false
  return version === undefined || isVersion(current.version(facts), version)
}

/** Whether the change is one of versions alone, with the containers running through it. */
export function isInPlace({ current, target }: RuntimeContext): boolean {
  return current === target && target.inPlace !== undefined
}

/** The CRI socket that kubelet is to use, as kubeadm's annotation names it. */
export function socketOf(wanted: Wanted, task: TaskContext): string {
  const context = runtimeContext(wanted, task)
  return (context && wanted.runtime.kubelet(context).endpoint) ?? wanted.runtime.socket
}

/** How the node is emptied before; undefined where its pods stay, because containers run through the change. */
export function drainOf(
  wanted: Wanted,
  task: TaskContext,
): TaskContext['host']['settings']['drain'] | undefined {
  const context = runtimeContext(wanted, task)
  const { drain } = task.host.settings
  const stay = !wanted.drain && context !== undefined && isInPlace(context)
  return drain.skip || stay ? undefined : drain
}
