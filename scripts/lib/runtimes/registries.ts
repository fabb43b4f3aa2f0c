import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import { daemonOf, isHost } from './daemon.ts'
import type { RuntimeContext } from './runtime.ts'

export const certificatesDirectory = '/etc/containerd/certs.d'

/** A hosts.toml for each registry that Docker is told something about. */
export function registryFiles({ facts, render }: RuntimeContext): ChangeInput[] {
  const settings = daemonOf(facts)
  if (settings === undefined) return []
  const { mirrors, insecure } = settings
  const hosts = (server: string, entries: object[]) => render('hosts.toml.hbs', { server, hosts: entries })
  const mirrored = mirrors.flatMap(url => mirrorEntries(url.replace(/\/$/u, ''), insecure))
  return [
    ...(mirrors.length === 0
      ? []
      : [registryFile('docker.io', hosts('https://registry-1.docker.io', mirrored), 'registry-mirrors')]),
    ...insecure
      .filter(isHost)
      .map(host =>
        registryFile(host, hosts(`http://${host}`, insecureEntries(host, true)), 'insecure-registries'),
      ),
  ]
}

function registryFile(host: string, content: string, key: string): ChangeInput {
  return file(`${certificatesDirectory}/${host}/hosts.toml`, content, {
    reasons: [`${key} of /etc/docker/daemon.json`],
  })
}

interface HostEntry {
  url: string
  insecure: boolean
  push: boolean
}

function mirrorEntries(url: string, insecure: readonly string[]): HostEntry[] {
  const rest = url.replace(/^https?:\/\//u, '')
  const isInsecure = insecure.includes(rest.replace(/\/.*$/u, ''))
  if (isInsecure && url.startsWith('https://')) return insecureEntries(rest, false)
  return [{ url, insecure: false, push: false }]
}

// "Insecure" is HTTPS with any certificate, and HTTP where there is no HTTPS. containerd asks its hosts in this order,
// and goes on to the next where one does not answer (containerd/containerd docs/hosts.md).
function insecureEntries(place: string, push: boolean): HostEntry[] {
  return [
    { url: `https://${place}`, insecure: true, push },
    { url: `http://${place}`, insecure: false, push },
  ]
}
