import type { Facts } from '../facts/facts.ts'
import type { Target } from '../facts/targets.ts'
import { dockerLogins } from './docker.ts'
import { daemonFileOf, dockerFlagFiles } from './docker-said.ts'
import { daemonFile, dockerCertificates } from './daemon-file.ts'
import { kubeletCredentials } from './credentials.ts'

/** What to read of a node to tell what its runtime was told. */
export const settingsTargets: readonly Target[] = [
  ...[daemonFile, ...dockerFlagFiles, dockerLogins, kubeletCredentials].map(
    subject => ({ kind: 'file', subject }) as const,
  ),
  { kind: 'unit', subject: 'docker.service' },
  ...[dockerCertificates, '/etc/containerd', '/etc/crio', '/etc/containers'].map(
    subject => ({ kind: 'tree', subject }) as const,
  ),
]

/** What this node's runtimes name besides: a daemon.json elsewhere, the files of Docker's unit. */
export function namedSettings(facts: Facts): Target[] {
  const unit = facts.observed.units.get('docker.service')
  const paths = [daemonFileOf(facts), ...(unit === undefined ? [] : [unit.fragment, ...unit.dropIns])]
  return paths.filter(path => /^\/[^\p{Cc}]+$/u.test(path)).map(subject => ({ kind: 'file', subject }))
}
