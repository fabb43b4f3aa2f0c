import { exitCodes, RefitError } from '../errors.ts'
import type { Facts } from '../facts/facts.ts'
import { containerd } from './containerd.ts'
import { crio } from './crio.ts'
import { criDockerd } from './cri-dockerd.ts'
import { dockershim } from './dockershim.ts'
import type { Runtime } from './runtime.ts'

/** Every runtime that refit knows, in the order in which a node is asked for them. */
export const runtimes: readonly Runtime[] = [criDockerd, containerd, crio, dockershim]

/** The runtime that the node's kubelet uses now; undefined where that cannot be told. */
export function currentRuntime(facts: Facts): Runtime | undefined {
  return runtimes.find(runtime => runtime.isUsedBy(facts))
}

/** The runtime of that name. Throws a RefitError that lists those that there are. */
export function runtimeNamed(id: string): Runtime {
  const found = runtimes.find(runtime => runtime.id === id)
  if (found !== undefined) return found
  throw new RefitError(`There is no runtime "${id}".`, {
    state: 'Nothing was changed.',
    next: `Choose one of ${runtimes.map(runtime => runtime.id).join(', ')}.`,
    exitCode: exitCodes.usage,
  })
}
