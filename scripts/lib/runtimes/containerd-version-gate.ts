import { gte, lt } from 'semver'
import type { Note } from '../plan/plan.ts'
import { programOf } from './containerd-program.ts'
import type { RuntimeContext } from './runtime.ts'

/** Whether there is a containerd of the version that was asked for, and whether it and the kubelet get on. */
export function versionGate(context: RuntimeContext): Note[] {
  const { facts } = context
  const { version, install } = programOf(context)
  if (version === undefined) return [missing(context)]
  const { kubelet, programs } = facts
  const found: Note[] = []
  if (install !== undefined && 'archive' in install && !programs.has('runc'))
    found.push(
      blocker(
        'runc-missing',
        'There is no runc, and containerd’s archive brings none.',
        'Install the package runc.',
      ),
    )
  if (
    install !== undefined &&
    'package' in install &&
    install.version === undefined &&
    facts.containerd !== undefined
  )
    found.push(
      blocker(
        'containerd-package',
        `The package ${install.package} is to take the place of containerd ${facts.containerd.version}, and no version of it is named.`,
        'Give containerd.install.version, as the package manager writes it.',
      ),
    )
  if (kubelet === undefined) return found
  // CRI v1 came with containerd 1.6; from Kubernetes 1.26 on there is nothing else. CRI v1alpha2 went with 2.0.
  if (gte(kubelet.version, '1.26.0') && lt(version, '1.6.0'))
    found.push(
      blocker(
        'containerd-too-old',
        `containerd ${version} does not speak CRI v1, which kubelet ${kubelet.version} needs.`,
        'Install containerd 1.6 or newer.',
      ),
    )
  if (lt(kubelet.version, '1.23.0') && gte(version, '2.0.0'))
    found.push(
      blocker(
        'containerd-too-new',
        `containerd ${version} does not speak CRI v1alpha2, and kubelet ${kubelet.version} nothing else.`,
        'Take containerd 1.6 or 1.7, or bring Kubernetes to 1.23 first.',
      ),
    )
  if (gte(kubelet.version, '1.36.0') && lt(version, '2.0.0'))
    found.push({
      severity: 'warning',
      id: 'containerd-unsupported',
      message: `Kubernetes 1.35 was the last to support containerd 1.x, and kubelet is ${kubelet.version}.`,
      fix: 'Take containerd 2.x: --to containerd@2.4, say.',
    })
  return found
}

function missing({ facts, settings, version: wanted }: RuntimeContext): Note {
  const { install } = settings.containerd
  const there =
    facts.containerd === undefined ? undefined : `The node has containerd ${facts.containerd.version}`
  if (install === undefined) {
    return there === undefined
      ? blocker(
          'containerd-missing',
          'containerd is not installed.',
          'Install the package containerd or containerd.io, 1.6 or newer, which does not disturb Docker; or set containerd.install in the inventory.',
        )
      : blocker(
          'containerd-version',
          `${there}, and not ${wanted ?? ''}.`,
          'Set containerd.install in the inventory: an archive or a package that brings it.',
        )
  }
  const brings =
    'archive' in install
      ? `containerd ${install.version}`
      : `the package ${install.package} ${install.version ?? ''}`
  return blocker(
    'containerd-version',
    `${there ?? 'The node has no containerd'}, and containerd.install brings ${brings.trim()}: neither is known to be ${wanted ?? 'any'}.`,
    'Set containerd.install, or --to, to the version that you want.',
  )
}

function blocker(id: string, message: string, fix: string): Note {
  return { severity: 'blocker', id, message, fix }
}
