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

function registryFile(host: string, content: string, key: string): ChangeInput {
  return file(`${certificatesDirectory}/${host}/hosts.toml`, content, {
    reasons: [`${key} of /etc/docker/daemon.json`],
  })
}

function isInsecure(url: string, insecure: readonly string[]): boolean {
  return (
    url.startsWith('http://') || insecure.includes(url.replace(/^https?:\/\//u, '').replace(/\/.*$/u, ''))
  )
}
