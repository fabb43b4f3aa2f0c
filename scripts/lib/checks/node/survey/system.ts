import type { Frame } from '../../../facts/frames.ts'
import { linesOf, valuesOf } from './text.ts'

/** The operating system, and what of the kernel containers need. */
export interface SystemSurvey {
  /** "debian" */
  id: string
  /** "12", "24.04"; empty for a distribution without releases. */
  version: string
  /** Its own name of itself, for people. */
  name: string
  immutable: boolean
  /** A container itself: its clock and its modules are its host's. */
  container: boolean
  /** "Enforcing", "Permissive", "Disabled"; undefined where the node has no SELinux. */
  selinux: string | undefined
  hasContainerSelinux: boolean
  /** Services that keep the clock. */
  clocks: string[]
  swap: string[]
  sysctls: Map<string, string>
  atBoot: { sysctls: Map<string, string>; modules: Set<string> }
}

/** What survey.sh tells of the system. */
export function parseSystem(frames: ReadonlyMap<string, Frame>): SystemSurvey {
  const lines = linesOf(frames, 'system')
  const boot = linesOf(frames, 'at-boot')
  return {
    id: valuesOf(lines, 'ID')[0] ?? '',
    version: valuesOf(lines, 'VERSION_ID')[0] ?? '',
    name: valuesOf(lines, 'PRETTY_NAME')[0] ?? '',
    immutable: valuesOf(lines, 'immutable').length > 0,
    container: valuesOf(lines, 'virtualization').includes('container'),
    selinux: valuesOf(lines, 'selinux')[0],
    hasContainerSelinux: valuesOf(lines, 'package').includes('container-selinux'),
    clocks: valuesOf(lines, 'clock'),
    swap: valuesOf(lines, 'swap'),
    sysctls: new Map(valuesOf(lines, 'sysctl').map(pair)),
    atBoot: {
      sysctls: new Map(valuesOf(boot, 'sysctl').map(pair)),
      modules: new Set(valuesOf(boot, 'module')),
    },
  }
}

// "net.ipv4.ip_forward 1", and as sysctl.d writes it: "-net/ipv4/ip_forward = 1".
function pair(text: string): [key: string, value: string] {
  const [, key = '', value = ''] = /^-?([\w./-]+)[\s=]+(\S*)/u.exec(text) ?? []
  return [key.includes('/') ? key.replaceAll('/', '.') : key, value]
}
