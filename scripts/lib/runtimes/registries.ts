import { z } from 'zod'
import { json } from '../facts/text.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import type { Note } from '../plan/plan.ts'
import type { RuntimeContext } from './runtime.ts'

const daemon = z.looseObject({
  'registry-mirrors': z.array(z.string()).catch([]).default([]),
  'insecure-registries': z.array(z.string()).catch([]).default([]),
})

/** Docker's registry settings, and the names of all keys of daemon.json. */
export interface DaemonSettings {
  mirrors: string[]
  insecure: string[]
  keys: string[]
}

/** Reads daemon.json; undefined where there is none or it is not JSON. */
export function parseDaemon(text: string | undefined): DaemonSettings | undefined {
  const parsed = daemon.safeParse(json(text ?? ''))
  if (!parsed.success) return undefined
  const { 'registry-mirrors': mirrors, 'insecure-registries': insecure } = parsed.data
  return { mirrors, insecure, keys: Object.keys(parsed.data) }
}

export const certificatesDirectory = '/etc/containerd/certs.d'

/** A hosts.toml for each registry that Docker is told something about. */
export function registryFiles({ facts, render }: RuntimeContext): ChangeInput[] {
  const settings = parseDaemon(facts.observed.files.get('/etc/docker/daemon.json')?.content)
  if (settings === undefined) return []
  const { mirrors, insecure } = settings
  const hosts = (server: string, entries: object[]) => render('hosts.toml.hbs', { server, hosts: entries })
  const mirrored = mirrors.map(url => ({
    url: url.replace(/\/$/u, ''),
    insecure: isInsecure(url, insecure),
    push: false,
  }))
  return [
    ...(mirrors.length === 0
      ? []
      : [registryFile('docker.io', hosts('https://registry-1.docker.io', mirrored), 'registry-mirrors')]),
    ...insecure
      .filter(isHost)
      .map(host =>
        registryFile(
          host,
          hosts(`http://${host}`, [{ url: `http://${host}`, insecure: true, push: true }]),
          'insecure-registries',
        ),
      ),
  ]
}

/** What daemon.json says that is not carried over, each with its reason. */
export function lostSettings(settings: DaemonSettings | undefined): Note[] {
  if (settings === undefined) return []
  const networks = settings.insecure.filter(entry => !isHost(entry))
  const unknown = settings.keys.filter(key => !handledKeys.has(key))
  return [
    ...networks.map(entry => lost(`insecure-registries ${entry}`, 'containerd knows hosts, not networks')),
    ...unknown.map(key => lost(key, 'refit does not translate it yet')),
  ]
}

// exec-opts is the cgroup driver, which comes from kubelet; the others have no meaning outside of Docker.
const handledKeys = new Set([
  'registry-mirrors',
  'insecure-registries',
  'exec-opts',
  'live-restore',
  'storage-driver',
  'data-root',
  'hosts',
  'debug',
  'log-level',
])

function registryFile(host: string, content: string, key: string): ChangeInput {
  return file(`${certificatesDirectory}/${host}/hosts.toml`, content, {
    reasons: [`${key} of /etc/docker/daemon.json`],
  })
}

function lost(what: string, why: string): Note {
  return {
    severity: 'warning',
    id: 'setting-lost',
    message: `${what} of /etc/docker/daemon.json is not carried over: ${why}.`,
    fix: 'Set its equal in the containerd template or in kubelet, if pods rely on it.',
  }
}

function isHost(entry: string): boolean {
  return !entry.includes('/')
}

function isInsecure(url: string, insecure: readonly string[]): boolean {
  return (
    url.startsWith('http://') || insecure.includes(url.replace(/^https?:\/\//u, '').replace(/\/.*$/u, ''))
  )
}
