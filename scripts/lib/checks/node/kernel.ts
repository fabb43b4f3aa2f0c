import type { Check, Finding } from '../check.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'

const prerequisites =
  'https://kubernetes.io/docs/setup/production-environment/container-runtimes/#install-and-configure-prerequisites'

/** What of the kernel Docker saw to, and the machine itself. */
export const kernelChecks: readonly Check<NodeSubject>[] = [
  leavingDocker({
    id: 'ip-forward',
    title: 'Forwarding of packets is off, or was turned on by Docker alone',
    severity: 'warning',
    about: 'node',
    reads: 'net.ipv4.ip_forward now, and in the files of sysctl.d',
    why: 'Docker turns it on whenever it starts. Nobody else does after the next boot, and packets of pods do not leave the node.',
    fix: 'Write net.ipv4.ip_forward = 1 into a file in /etc/sysctl.d.',
    sources: ['https://github.com/moby/moby/issues/39439', prerequisites],
    run: subject => sysctl(subject, 'net.ipv4.ip_forward'),
  }),
  leavingDocker({
    id: 'bridge-netfilter',
    title: 'Packets on bridges pass by iptables, or will after a boot',
    severity: 'warning',
    about: 'node',
    reads: 'net.bridge.bridge-nf-call-iptables now, and in the files of sysctl.d',
    why: 'Docker loads br_netfilter and turns it on. Without it, services do not answer to pods on the same node.',
    fix: 'Write net.bridge.bridge-nf-call-iptables = 1 into a file in /etc/sysctl.d, and br_netfilter into one in /etc/modules-load.d.',
    sources: [prerequisites],
    run: subject => sysctl(subject, 'net.bridge.bridge-nf-call-iptables'),
  }),
  leavingDocker({
    id: 'kernel-modules',
    title: 'A module that containers need was loaded by Docker alone',
    severity: 'warning',
    about: 'node',
    reads: 'the modules of the kernel, and the files of modules-load.d',
    why: 'After the next boot nobody loads it: overlay is what images are unpacked on, br_netfilter what brings packets on bridges to iptables.',
    fix: 'Write it into a file in /etc/modules-load.d.',
    sources: [prerequisites],
    run: ({ host, survey: { system } }) =>
      ['overlay', 'br_netfilter']
        .filter(name => !system.atBoot.modules.has(name))
        .map(name => ({
          owner: host,
          place: { host, file: '/etc/modules-load.d' },
          message: `${name} is not loaded at the next boot: no file in modules-load.d names it.`,
        })),
  }),
  {
    id: 'clock',
    title: "The node's clock is off, or nobody keeps it",
    severity: 'warning',
    about: 'node',
    reads: 'the clock of the node against this machine, and the services that keep it',
    why: 'Certificates and leases are what a wrong clock breaks, and it breaks them during the change.',
    fix: 'Set up time synchronisation on the node (chrony, systemd-timesyncd).',
    sources: ['https://kubernetes.io/docs/setup/best-practices/certificates/'],
    run: clock,
  },
  {
    id: 'selinux',
    title: 'SELinux is enforced without the policy for containers',
    severity: 'warning',
    about: 'node',
    reads: 'getenforce, the package container-selinux, docker info',
    why: 'Without its labels the new runtime may not start containers, or starts them unconfined.',
    fix: 'Install container-selinux, and let `restorecon -R` label the folder of the new runtime.',
    sources: ['https://github.com/containerd/containerd/issues/4180'],
    run: ({ host, survey: { system } }) =>
      system.selinux !== 'Enforcing' || system.hasContainerSelinux
        ? []
        : [
            {
              owner: host,
              place: { host },
              message: 'SELinux is enforcing, and the package container-selinux is not installed.',
            },
          ],
  },
  {
    id: 'immutable-system',
    title: 'The system takes no packages',
    severity: 'blocker',
    about: 'node',
    reads: '/run/ostree-booted',
    why: 'What is written to /usr is gone after the next update of the image, or cannot be written at all.',
    fix: 'Change the runtime in the image that the node boots, and replace the node.',
    sources: ['https://coreos.github.io/rpm-ostree/'],
    run: ({ host, survey: { system } }) =>
      system.immutable
        ? [
            {
              owner: host,
              place: { host, file: '/run/ostree-booted' },
              message: `The node boots an image of ostree (${system.name}).`,
            },
          ]
        : [],
  },
]

function sysctl({ host, survey: { system } }: NodeSubject, key: string): Finding[] {
  const now = system.sysctls.get(key)
  const boot = system.atBoot.sysctls.get(key)
  if (now === '1' && boot === '1') return []
  const message =
    now === '1'
      ? `${key} is 1, and ${boot === undefined ? 'no file in sysctl.d says so' : `a file in sysctl.d says ${boot}`}.`
      : `${key} is ${now ?? 'not there'}.`
  return [{ owner: host, place: { host, file: '/etc/sysctl.d' }, message }]
}

function clock({ host, facts, survey: { system } }: NodeSubject): Finding[] {
  const seconds = facts.host.clockSkew
  if (Number.isFinite(seconds) && Math.abs(seconds) >= 60)
    return [
      {
        owner: host,
        place: { host },
        message: `The node's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's.`,
      },
    ]
  // A container has the clock of its host.
  if (system.container || system.clocks.length > 0) return []
  return [
    {
      owner: host,
      place: { host },
      severity: 'note',
      message: 'No service that keeps the clock runs on the node.',
    },
  ]
}
