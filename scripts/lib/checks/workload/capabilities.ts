import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { commandWords } from './commands.ts'
import type { Workload } from './workload.ts'

/** Programs that need what Docker gives every container and CRI-O does not. */
export const droppedCapability: Check<Workload> = {
  id: 'dropped-capability',
  title: 'Needs a capability that CRI-O does not give by itself',
  severity: 'warning',
  about: 'workload',
  targets: ['crio'],
  reads: 'commands of containers, and securityContext.capabilities.add',
  why: 'Docker and containerd give every container NET_RAW, MKNOD, SYS_CHROOT, SETFCAP and AUDIT_WRITE; CRI-O gives none of them.',
  fix: 'Add the capability to securityContext.capabilities.add, or to default_capabilities of CRI-O.',
  sources: [sources.crioConfiguration, 'https://github.com/cri-o/cri-o/pull/3119'],
  run: ({ owner, spec, place }) =>
    spec.containers.flatMap(container => {
      const { privileged, capabilities } = container.securityContext
      const has = new Set(capabilities.add.map(name => name.replace(/^CAP_/u, '')))
      if (privileged || has.has('ALL')) return []
      return commandWords(container).flatMap(({ text, at }) => {
        const needs = [...programs].find(([, pattern]) => pattern.test(text))
        if (needs === undefined || has.has(needs[0])) return []
        const found = needs[1].exec(text)?.[1] ?? ''
        return [
          {
            owner,
            place: place(at),
            message: `The container ${container.name} runs ${found}, which needs ${needs[0]}.`,
          },
        ]
      })
    }),
}

const programs = new Map([
  ['NET_RAW', program('ping6?|arping|tcpdump|traceroute|fping|mtr|nmap|hping3')],
  ['MKNOD', program('mknod')],
  ['SYS_CHROOT', program('chroot|sshd')],
  ['SETFCAP', program('setcap')],
  ['AUDIT_WRITE', program('login|su|sudo|chpasswd')],
])

function program(names: string): RegExp {
  return new RegExp(
    String.raw`(?:^|[;&|(]\s*|\b(?:do|then|else|exec|if|while|until|!)\s+|/s?bin/)(${names})(?=\s|$|;)`,
    'mu',
  )
}
