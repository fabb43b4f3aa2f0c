import type { Facts } from '../facts/facts.ts'
import type { Target } from '../facts/targets.ts'
import { baseSpecsOf } from './containerd.ts'
import { registryPaths } from './containerd-registries.ts'
import { crioPaths } from './crio.ts'
import {
  daemonFile,
  dockerCertificates,
  dockerFlagFiles,
  dockerLogins,
  dockerUnitFiles,
} from './docker-places.ts'
import { daemonFileOf } from './docker-said.ts'
import { proxyDropIn } from './proxy.ts'
import { kubeletCredentials } from './credentials.ts'

/** What to read of a node to tell what its runtime was told. */
export const settingsTargets: readonly Target[] = [
  ...[daemonFile, ...dockerFlagFiles, ...dockerUnitFiles, dockerLogins, kubeletCredentials].map(
    subject => ({ kind: 'file', subject }) as const,
  ),
  ...['containerd', 'crio', 'docker'].map(
    name => ({ kind: 'file', subject: proxyDropIn(`${name}.service`) }) as const,
  ),
  { kind: 'unit', subject: 'docker.service' },
  ...[dockerCertificates, '/etc/containerd', '/etc/crio', '/etc/containers'].map(
    subject => ({ kind: 'tree', subject }) as const,
  ),
]

/** What this node's runtimes name besides: a daemon.json elsewhere, the files of Docker's unit, certificates. */
export function namedSettings(facts: Facts): Target[] {
  const unit = facts.observed.units.get('docker.service')
  const registries = registryPaths(facts)
  const files = [
    daemonFileOf(facts),
    ...(unit === undefined ? [] : [unit.fragment, ...unit.dropIns]),
    ...registries.files,
    ...baseSpecsOf(facts),
    ...crioPaths(facts),
  ]
  return [...asTargets('file', files), ...asTargets('tree', registries.trees)]
}

function asTargets(kind: 'file' | 'tree', paths: readonly string[]): Target[] {
  const readable = paths.filter(path => /^\/[^\p{Cc}]+$/u.test(path))
  return [...new Set(readable)].map(subject => ({ kind, subject }))
}
