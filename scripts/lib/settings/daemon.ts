import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { json } from '../facts/text.ts'
import type { Note } from '../plan/plan.ts'

export { daemonFile } from './daemon-file.ts'
import { daemonFile } from './daemon-file.ts'

/** What daemon.json says of registries, and all of it by key. */
export interface DaemonSettings {
  mirrors: string[]
  insecure: string[]
  all: Record<string, unknown>
}

const daemon = z.looseObject({
  'registry-mirrors': z.array(z.string()).catch([]).default([]),
  'insecure-registries': z.array(z.string()).catch([]).default([]),
})

/** The node's daemon.json; undefined where there is none, or it is not JSON. */
export function daemonOf({ observed }: Facts): DaemonSettings | undefined {
  const all = daemon.safeParse(json(observed.files.get(daemonFile)?.content ?? ''))
  if (!all.success) return undefined
  return { mirrors: all.data['registry-mirrors'], insecure: all.data['insecure-registries'], all: all.data }
}

/** What daemon.json says that containerd and kubelet are not told, each with its reason. */
export function lostSettings(facts: Facts): Note[] {
  const settings = daemonOf(facts)
  if (settings === undefined) return []
  const networks = settings.insecure.filter(entry => !isHost(entry))
  const lost = Object.entries(settings.all).filter(
    ([key, value]) => !isCarried(key, value) && !dockersOwn.has(key),
  )
  return [
    ...networks.map(entry => note(`insecure-registries ${entry}`, 'containerd knows hosts, not networks')),
    ...lost.map(([key]) => note(key, 'refit does not translate it yet')),
  ]
}

/** Whether an entry of insecure-registries is a host; Docker takes networks too. */
export function isHost(entry: string): boolean {
  return !entry.includes('/')
}

function isCarried(key: string, value: unknown): boolean {
  // kubelet writes json-file's equal itself, whatever the runtime; every other driver is lost.
  if (key === 'log-driver') return value === 'json-file'
  // The only exec-opt is the cgroup driver, and that follows kubelet's.
  return ['registry-mirrors', 'insecure-registries', 'exec-opts'].includes(key)
}

// Settings of Docker's own networks, API, storage and build: pods never saw them, CNI and kubelet do their part.
const dockersOwn = new Set(
  `bip bridge fixed-cidr fixed-cidr-v6 default-address-pools default-gateway default-gateway-v6 iptables ip6tables ip
  ip-masq ip-forward ipv6 icc mtu userland-proxy userland-proxy-path dns dns-opts dns-search network-control-plane-mtu
  hosts tls tlscacert tlscert tlskey tlsverify authorization-plugins pidfile group debug log-level data-root graph
  exec-root storage-driver live-restore experimental builder features labels containerd raw-logs shutdown-timeout`.split(
    /\s+/u,
  ),
)

function note(what: string, why: string): Note {
  return {
    severity: 'warning',
    id: 'setting-lost',
    message: `${what} of ${daemonFile} is not carried over: ${why}.`,
    fix: 'Set its equal in the containerd template or in kubelet, if pods rely on it.',
  }
}
