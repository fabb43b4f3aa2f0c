import { lt } from 'semver'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import type { CarriedSettings, RegistrySettings } from '../settings/carried.ts'
import { certificateFiles, certificateNames } from '../settings/certificates.ts'
import type { RuntimeContext } from './runtime.ts'

export const certificatesDirectory = '/etc/containerd/certs.d'

/** Whether this containerd reads hosts.toml: `registry.config_path` came with 1.5. Before, there are tables alone. */
export function readsHostsFiles(version: string): boolean {
  return !lt(version, '1.5.0')
}

/**
 * containerd's folder for each registry that the node was told something about: hosts.toml, where it is read, and the
 * certificates. It reads them at every pull.
 */
export function registryFiles(
  { carried, render }: Pick<RuntimeContext, 'carried' | 'render'>,
  version: string,
): ChangeInput[] {
  return carried.registries.flatMap(registry => {
    if (!readsHostsFiles(version)) return certificateFiles(certificatesDirectory, registry)
    const { host, mirrors, insecure, authorities, clients } = registry
    const said = [...mirrors, ...(insecure === undefined ? [] : [insecure]), ...authorities, ...clients]
    const sources = said.map(({ source }) => source)
    const content = render('hosts.toml.hbs', hostsFile(registry, carried))
    return [
      file(`${certificatesDirectory}/${host}/hosts.toml`, content, { reasons: [...new Set(sources)] }),
      ...certificateFiles(certificatesDirectory, registry),
    ]
  })
}

/** The same as tables of config.toml, for a containerd that reads no hosts.toml (containerd/cri docs/registry.md, 1.4). */
export function registryTables(carried: CarriedSettings): { mirrors: object[]; transports: object[] } {
  const files = carried.registries.map(registry => ({ registry, ...hostsFile(registry, carried) }))
  const entries = files.flatMap(({ registry, hosts, server, ca, client }) => [
    ...hosts,
    ...(registry.insecure === undefined ? [{ url: server, insecure: false, ca, client }] : []),
  ])
  const transports = new Map<string, object>()
  for (const { url, insecure, ca, client } of entries) {
    const [own] = client
    if (!insecure && ca.length === 0 && own === undefined) continue
    transports.set(hostOf(url), { host: hostOf(url), insecure, ca: ca[0] ?? '', ...own })
  }
  return {
    mirrors: files.map(({ registry: { host, insecure }, hosts, server }) => ({
      host,
      endpoints: [...hosts.map(({ url }) => url), ...(insecure === undefined ? [server] : [])],
    })),
    transports: [...transports.values()],
  }
}

interface HostsFile extends Pick<HostEntry, 'ca' | 'client'> {
  server: string
  hosts: HostEntry[]
}

interface HostEntry {
  url: string
  insecure: boolean
  push: boolean
  overridePath: boolean
  ca: string[]
  client: { certificate: string; key: string }[]
}

function hostsFile(registry: RegistrySettings, carried: CarriedSettings): HostsFile {
  const { host, mirrors, insecure } = registry
  const scheme = insecure === undefined ? 'https' : 'http'
  const server = host === 'docker.io' ? 'https://registry-1.docker.io' : `${scheme}://${host}`
  const itself = { url: host, insecure: insecure !== undefined, push: true, overridePath: false }
  return {
    server,
    ...trusted(registry),
    hosts: [
      ...mirrors.flatMap(({ value: { url, insecure: any, prefix } }) => {
        const path = prefix === undefined ? '' : `/v2/${prefix}`
        const certificates = trusted(carried.registries.find(one => one.host === hostOf(url)))
        const entry = { url: url + path, push: false, overridePath: path !== '', ...certificates }
        return any && url.startsWith('https://')
          ? untrusted({ ...entry, insecure: true })
          : [{ ...entry, insecure: false }]
      }),
      ...(insecure === undefined
        ? []
        : untrusted({ ...itself, url: `https://${host}`, ...trusted(registry) })),
    ],
  }
}

// "Insecure" is HTTPS with any certificate, and HTTP where there is no HTTPS. containerd asks its hosts in this order,
// and goes on to the next where one does not answer (containerd/containerd docs/hosts.md).
function untrusted(entry: HostEntry): HostEntry[] {
  const plain = { ...entry, url: entry.url.replace(/^https:/u, 'http:'), insecure: false, ca: [], client: [] }
  return [{ ...entry, insecure: true }, plain]
}

function trusted(registry: RegistrySettings | undefined): Pick<HostEntry, 'ca' | 'client'> {
  if (registry === undefined) return { ca: [], client: [] }
  const { authority, clients } = certificateNames(registry)
  const path = (name: string) => `${certificatesDirectory}/${registry.host}/${name}`
  return {
    ca: authority === undefined ? [] : [path(authority)],
    client: clients.map(({ certificate, key }) => ({ certificate: path(certificate), key: path(key) })),
  }
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '')
}
