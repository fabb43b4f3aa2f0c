import type { Note } from '../plan/plan.ts'
import { cniFolders, cniMissing } from './cni-folders.ts'
import { defaultRoot, presentRoot, rootOf } from './containerd-places.ts'
import { imagesToCarry } from './carry-images.ts'
import { versionAfter } from './containerd-configuration.ts'
import { diskSpace } from './disk-space.ts'
import { inPlaceGate } from './containerd-in-place-gate.ts'
import { versionGate } from './containerd-version-gate.ts'
import { readsHostsFiles } from './registries.ts'
import type { RuntimeContext } from './runtime.ts'

/** What stands in the way of containerd on this node, and what should be known before. */
export function containerdGate(context: RuntimeContext): Note[] {
  if (context.current === context.target) return [...versionGate(context), ...inPlaceGate(context)]
  const found = [cni(context), root(context)]
  return [
    ...versionGate(context),
    ...found.filter(note => note !== undefined),
    ...diskSpace(context),
    ...context.carried.lost,
    ...furtherClients(context),
  ]
}

// Its table has room for one.
function furtherClients(context: RuntimeContext): Note[] {
  const version = versionAfter(context)
  if (readsHostsFiles(version)) return []
  return context.carried.registries
    .filter(({ clients }) => clients.length > 1)
    .map(({ host }) => ({
      severity: 'warning',
      id: 'setting-lost',
      message: `Of the client certificates for ${host} only the first is used: containerd ${version} has room for one.`,
      fix: 'Ask for containerd 1.5 or newer, if another one is needed.',
    }))
}

function cni({ facts, settings }: RuntimeContext): Note | undefined {
  const without = 'containerd has no kubenet, and no pod would get a network'
  return cniMissing(facts, 'containerd', cniFolders(facts, settings.containerd), without)
}

// Images are carried while containerd still runs with the configuration that it has.
function root(context: RuntimeContext): Note | undefined {
  const present = presentRoot(context.facts) ?? defaultRoot
  const wanted = rootOf(context)
  if (wanted === present || imagesToCarry(context).length === 0) return undefined
  return {
    severity: 'blocker',
    id: 'containerd-root',
    message: `The images would be carried into ${present}, where containerd keeps its data now, and be missing in ${wanted}.`,
    fix: `Move containerd to ${wanted} first, or take containerd.root out of the inventory.`,
  }
}
