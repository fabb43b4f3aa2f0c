import type { Audit } from '../../../scripts/lib/checks/audit.ts'
import type { Reported } from '../../../scripts/lib/checks/reported.ts'

export function reported(more: Partial<Reported> = {}): Reported {
  return {
    id: 'docker-socket',
    title: "Mounts Docker's socket",
    severity: 'blocker',
    why: 'Nobody answers there.',
    fix: 'Use the API.',
    owner: 'Deployment shop/api',
    message: 'The volume sock mounts /var/run/docker.sock.',
    place: { file: 'deploy.yaml', line: 12, column: 9 },
    ...more,
  }
}

export function audit(more: Partial<Audit> = {}): Audit {
  return {
    created: '2026-11-21T12:00:00.000Z',
    to: 'containerd',
    looked: { nodes: 2, hosts: 2, workloads: 3, manifests: 1 },
    findings: [reported()],
    waived: [],
    expired: [],
    unused: [],
    known: 0,
    unread: [],
    ...more,
  }
}

/** What a hostile cluster calls its things. */
export const hostile = '<script>alert(1)</script>"\'&]]>\u001B[2J\u202E|`![x](http://e)\u0000'
