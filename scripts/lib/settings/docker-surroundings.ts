import type { Facts } from '../facts/facts.ts'
import type { Note } from '../plan/plan.ts'

/** What Docker has beside its daemon.json, and containerd does not get: its proxy, and the CAs of registries. */
export function lostSurroundings({ docker }: Facts): Note[] {
  if (docker === undefined) return []
  const { proxy, certificates } = docker
  return [
    ...(proxy.length === 0
      ? []
      : [
          note(
            `Docker's proxy (${proxy.join(', ')})`,
            'Set it for containerd too, in a drop-in of containerd.service, if registries are behind it.',
          ),
        ]),
    ...(certificates.length === 0
      ? []
      : [
          note(
            `/etc/docker/certs.d (${certificates.join(', ')})`,
            'Put the CAs into /etc/containerd/certs.d and name them in hosts.toml, or trust them on the node.',
          ),
        ]),
  ]
}

function note(what: string, fix: string): Note {
  return {
    severity: 'warning',
    id: 'setting-lost',
    message: `${what} is not carried over to containerd.`,
    fix,
  }
}
