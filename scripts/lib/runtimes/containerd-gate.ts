import { lt } from 'semver'
import type { Facts } from '../facts/facts.ts'
import type { Note } from '../plan/plan.ts'
import {
  cniConfigurationsOf,
  cniPluginsOf,
  defaultCniConfigurations,
  defaultRoot,
  presentRoot,
  rootOf,
} from './containerd-places.ts'
import { imagesToCarry, untaggedImages } from './carry-images.ts'
import { otherContainers } from './docker.ts'
import type { RuntimeContext } from './runtime.ts'

/** What stands in the way of containerd on this node, and what should be known before. */
export function containerdGate(context: RuntimeContext): Note[] {
  const { facts } = context
  const found = [
    unreadable(context),
    installed(facts),
    versionFits(facts),
    cni(context),
    root(context),
    space(context),
    others(facts),
    untagged(facts),
  ]
  return [...found.filter(note => note !== undefined), ...context.carried.lost]
}

// Silence is not "nothing": Docker would be stopped under somebody's containers, and no image carried.
function unreadable({ facts: { docker }, current }: RuntimeContext): Note | undefined {
  if (!current.daemons.includes('docker')) return undefined
  if (docker?.problems.length === 0) return undefined
  return {
    severity: 'blocker',
    id: 'docker-unreadable',
    message:
      docker === undefined
        ? 'Docker does not answer, so nobody can tell what runs in it and which images it holds.'
        : `Docker answered, but not to everything: ${docker.problems.join(', ')}.`,
    fix: 'Look at `docker ps` and `docker image ls` on the node, and at `journalctl -u docker`.',
  }
}

function installed({ containerd }: Facts): Note | undefined {
  if (containerd !== undefined) return undefined
  return {
    severity: 'blocker',
    id: 'containerd-missing',
    message: 'containerd is not installed.',
    fix: 'Install the package containerd or containerd.io, 1.6 or newer; it does not disturb Docker.',
  }
}

// CRI v1 came with containerd 1.6; from Kubernetes 1.26 on there is nothing else.
function versionFits({ containerd, kubelet }: Facts): Note | undefined {
  if (containerd === undefined || kubelet === undefined) return undefined
  if (lt(kubelet.version, '1.26.0') || !lt(containerd.version, '1.6.0')) return undefined
  return {
    severity: 'blocker',
    id: 'containerd-too-old',
    message: `containerd ${containerd.version} does not speak CRI v1, which kubelet ${kubelet.version} needs.`,
    fix: 'Install containerd 1.6 or newer.',
  }
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

function space(context: RuntimeContext): Note | undefined {
  const { facts } = context
  const images = imagesToCarry(context)
  // Twice: the layers as they are imported, and unpacked.
  const needed = 2 * images.reduce((sum, { size }) => sum + size, 0)
  const free = facts.host.freeSpace.get(defaultRoot)
  if (free === undefined || needed < free) return undefined
  const missing = Math.ceil((needed - free) / 1e6)
  const elsewhere =
    rootOf(context) === defaultRoot ? '' : ` No other folder was measured, ${rootOf(context)} included.`
  return {
    severity: 'blocker',
    id: 'disk-space',
    message: `The images to carry over need ${Math.ceil(needed / 1e6)} MB in ${defaultRoot}: ${missing} MB are missing.${elsewhere}`,
    fix: 'Free the space, or carry over fewer with images.carry: used.',
  }
}

function others({ docker }: Facts): Note | undefined {
  const names = otherContainers(docker).map(({ name }) => name)
  if (names.length === 0) return undefined
  return {
    severity: 'warning',
    id: 'other-containers',
    message: `Docker stays up for ${names.length} running containers that are not of Kubernetes: ${names.join(', ')}.`,
  }
}

function untagged({ docker }: Facts): Note | undefined {
  const images = untaggedImages(docker)
  if (images.length === 0) return undefined
  return {
    severity: 'note',
    id: 'images-by-digest',
    message: `${images.length} images have no tag and are pulled again from their registries where pods need them: ${images.join(', ')}.`,
  }
}
