import type { Note } from '../plan/plan.ts'
import {
  cniConfigurationsOf,
  cniPluginsOf,
  defaultCniConfigurations,
  defaultRoot,
  presentRoot,
  rootOf,
} from './containerd-places.ts'
import { imagesToCarry } from './carry-images.ts'
import { diskSpace } from './disk-space.ts'
import { inPlaceGate } from './containerd-in-place-gate.ts'
import { versionGate } from './containerd-version-gate.ts'
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
  ]
}

function cni(context: RuntimeContext): Note | undefined {
  if (cniPluginsOf(context) === undefined) {
    return {
      severity: 'blocker',
      id: 'cni-plugins-missing',
      message: 'No CNI plugins were found in /opt/cni/bin, /usr/lib/cni or /usr/libexec/cni.',
      fix: 'Install the CNI plugins, or set containerd.cniBinDir in the inventory.',
    }
  }
  // Only CNI's own folder is looked into; another one is taken at its word.
  if (cniConfigurationsOf(context) !== defaultCniConfigurations) return undefined
  if (context.facts.cniConfigurations.length > 0) return undefined
  return {
    severity: 'blocker',
    id: 'cni-configuration-missing',
    message: '/etc/cni/net.d is empty: containerd has no kubenet, and no pod would get a network.',
    fix: 'Install a CNI network first, or set containerd.cniConfDir in the inventory.',
  }
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
