import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import type { RegistrySettings } from '../settings/carried.ts'
import type { RuntimeContext } from './runtime.ts'

export const certificatesDirectory = '/etc/containerd/certs.d'

/** A hosts.toml for each registry that the node was told something about. */
export function registryFiles({ carried, render }: RuntimeContext): ChangeInput[] {
  return carried.registries.map(registry => {
    const sources = [...registry.mirrors, ...(registry.insecure === undefined ? [] : [registry.insecure])]
    const content = render('hosts.toml.hbs', { server: serverOf(registry), hosts: hostsOf(registry) })
    return file(`${certificatesDirectory}/${registry.host}/hosts.toml`, content, {
      reasons: [...new Set(sources.map(({ source }) => source))],
    })
  })
}

interface HostEntry {
  url: string
  insecure: boolean
  push: boolean
}

function serverOf({ host, insecure }: RegistrySettings): string {
  if (host === 'docker.io') return 'https://registry-1.docker.io'
  return `${insecure === undefined ? 'https' : 'http'}://${host}`
}

function hostsOf({ host, mirrors, insecure }: RegistrySettings): HostEntry[] {
  return [
    ...mirrors.flatMap(({ value }) => mirrorEntries(value)),
    ...(insecure === undefined ? [] : insecureEntries(host, true)),
  ]
}

function mirrorEntries({ url, insecure }: { url: string; insecure: boolean }): HostEntry[] {
  if (insecure && url.startsWith('https://')) return insecureEntries(url.slice('https://'.length), false)
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
