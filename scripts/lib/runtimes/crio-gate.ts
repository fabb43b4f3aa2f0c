import { minor, major } from 'semver'
import type { Facts } from '../facts/facts.ts'
import type { Note } from '../plan/plan.ts'
import { imagesToCarry } from './carry-images.ts'
import { cniFolders, cniNotes } from './cni-folders.ts'
import { crioHandlers, lostHandlers, namedMonitors } from './crio-configuration.ts'
import { diskSpace } from './disk-space.ts'
import { crioComesAsPackage, crioProgram } from './crio-program.ts'
import type { RuntimeContext } from './runtime.ts'
import { isVersion } from './version.ts'

export const storageConfiguration = '/etc/containers/storage.conf'

/** What stands in the way of CRI-O on this node, and what should be known before. */
export function crioGate(context: RuntimeContext): Note[] {
  const { facts, settings, carried } = context
  const program = crioProgram(context)
  if (program === undefined) return missing(context)
  return [
    ...withoutCrictl(facts),
    ...(program.install === undefined ? [...unreadable(facts), ...helpers(context)] : []),
    ...versionFits(facts, program.version),
    ...versionAskedFor(context, program.version),
    ...(crioComesAsPackage(context) ? [] : skopeo(context)),
    ...oneStore(context),
    ...cniNotes(facts, 'crio', cniFolders(facts, settings.crio)),
    ...diskSpace(context),
    ...capabilities(context),
    ...handlers(context),
    ...carried.lost,
  ]
}

/** CRI-O has no program of its own that ends a pod. */
export function withoutCrictl({ hasCrictl }: Facts): Note[] {
  if (hasCrictl) return []
  const message = 'crictl is not on the node, and without it nobody can end the pods that run in CRI-O.'
  return [blocker('crictl-missing', message, 'Install the package cri-tools.')]
}

function unreadable({ crio }: Facts): Note[] {
  if (crio?.configuration !== undefined) return []
  const fix = 'Run `crio config` on the node, and put right what it says.'
  return [blocker('crio-configuration', 'CRI-O cannot read the configuration that it has now.', fix)]
}

// They are released together, minor for minor (cri-o/cri-o, README, "Compatibility matrix"); CRI v1 came with 1.23.
function versionFits({ kubelet }: Facts, version: string | undefined): Note[] {
  if (version === undefined || kubelet === undefined) return []
  if (major(version) === major(kubelet.version) && minor(version) === minor(kubelet.version)) return []
  const pair = `CRI-O ${version} under kubelet ${kubelet.version}`
  if (minor(kubelet.version) >= 26 && minor(version) < 23) {
    const message = `${pair} does not work: it does not speak CRI v1.`
    return [blocker('crio-too-old', message, `Install CRI-O 1.${minor(kubelet.version)}.`)]
  }
  return [
    {
      severity: 'warning',
      id: 'crio-version-skew',
      message: `${pair}: CRI-O supports only the minor version of its own number.`,
      fix: `Install CRI-O 1.${minor(kubelet.version)}.`,
    },
  ]
}

function missing({ facts: { crio }, version }: RuntimeContext): Note[] {
  const fix =
    'Name its archive or its package in crio.install of the inventory, or install it and do not start it.'
  if (crio === undefined) return [blocker('crio-missing', 'CRI-O is not installed.', fix)]
  const message = `CRI-O ${version ?? ''} was asked for, and the node has ${crio.version}.`
  return [blocker('crio-version', message, fix)]
}

function versionAskedFor({ version: wanted }: RuntimeContext, version: string | undefined): Note[] {
  if (wanted === undefined || version === undefined || isVersion(version, wanted)) return []
  const message = `CRI-O ${wanted} was asked for, and crio.install of the inventory brings ${version}.`
  return [blocker('crio-version', message, 'Name one that is wanted there, or ask for crio alone.')]
}

function skopeo(context: RuntimeContext): Note[] {
  if (context.facts.programs.has('skopeo') || imagesToCarry(context).length === 0) return []
  const message = 'skopeo, which images are put into the store of CRI-O with, was not found.'
  return [blocker('skopeo-missing', message, 'Install the package skopeo.')]
}

// skopeo knows the store by storage.conf alone; CRI-O's own configuration may name another (crio.conf.5, "root").
function oneStore(context: RuntimeContext): Note[] {
  const { crio, observed } = context.facts
  const text = observed.files.get(storageConfiguration)?.content ?? ''
  const skopeos = /^\s*graphroot\s*=\s*["']([^"']+)["']/mu.exec(text)?.[1] ?? '/var/lib/containers/storage'
  if (crio === undefined || crio.root === skopeos || imagesToCarry(context).length === 0) return []
  const message = `CRI-O keeps its images in ${crio.root}, and skopeo, which carries them over, in ${skopeos}.`
  const fix = `Write graphroot = "${crio.root}" into ${storageConfiguration}.`
  return [blocker('crio-root', message, fix)]
}

function helpers(context: RuntimeContext): Note[] {
  const { facts, carried } = context
  const configuration = facts.crio?.configuration
  const found: Note[] = []
  if (!facts.programs.has('conmon') && namedMonitors(configuration).length === 0) {
    found.push(
      blocker(
        'conmon-missing',
        'conmon, which CRI-O starts containers with, was not found.',
        'Install the package conmon.',
      ),
    )
  }
  const named = [...(configuration?.runtimes.values() ?? [])].some(({ path }) => path !== '')
  if (!named && !facts.programs.has('crun') && crioHandlers({ facts, carried }).length === 0) {
    found.push(
      blocker(
        'oci-runtime-missing',
        'Neither runc nor crun was found for CRI-O to call.',
        'Install the package runc.',
      ),
    )
  }
  return found
}

// Docker and containerd both leave a container these; CRI-O does not (docs/crio.conf.5.md, default_capabilities).
const dockerHasBesides = ['MKNOD', 'NET_RAW', 'SETFCAP', 'SYS_CHROOT', 'AUDIT_WRITE']

function capabilities({ current, settings }: RuntimeContext): Note[] {
  if (current.id === 'crio' || settings.crio?.capabilities !== undefined) return []
  const names = dockerHasBesides.join(', ')
  return [
    {
      severity: 'warning',
      id: 'crio-capabilities',
      message: `Containers that ask for nothing lose the capabilities ${names}: CRI-O does not give them; ping and chroot need them.`,
      fix: 'Name those that pods need in crio.capabilities of the inventory, or in the pods.',
    },
  ]
}

function handlers(context: RuntimeContext): Note[] {
  return lostHandlers(context).map(name => ({
    severity: 'warning',
    id: 'handler-lost',
    message: `The low-level runtime ${name} is not carried over to CRI-O, which has to know its program.`,
    fix: `Write a table for it into a drop-in of /etc/crio/crio.conf.d, if a RuntimeClass names it.`,
  }))
}

function blocker(id: string, message: string, fix: string): Note {
  return { severity: 'blocker', id, message, fix }
}
