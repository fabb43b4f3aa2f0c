import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import type { RegistrySettings } from './carried.ts'

/** How the files with a registry's certificates are called: those that Docker, CRI-O and containerd look for. */
export interface CertificateNames {
  /** All authorities in one file; undefined where none is trusted besides the system's. */
  authority: string | undefined
  clients: { certificate: string; key: string }[]
}

export function certificateNames({ authorities, clients }: RegistrySettings): CertificateNames {
  return {
    authority: authorities.length === 0 ? undefined : 'ca.crt',
    clients: clients.map((_, index) => {
      const name = index === 0 ? 'client' : `client-${index + 1}`
      return { certificate: `${name}.cert`, key: `${name}.key` }
    }),
  }
}

/** The files with a registry's certificates, in its folder below `directory`. Keys are for root alone, and not shown. */
export function certificateFiles(directory: string, registry: RegistrySettings): ChangeInput[] {
  const { host, authorities, clients } = registry
  const names = certificateNames(registry)
  const path = (name: string) => `${directory}/${host}/${name}`
  const authority = authorities.map(({ value }) => (value.endsWith('\n') ? value : `${value}\n`)).join('')
  return [
    ...(names.authority === undefined
      ? []
      : [file(path(names.authority), authority, { reasons: authorities.map(({ source }) => source) })]),
    ...clients.flatMap(({ value, source }, index) => {
      const { certificate = '', key = '' } = names.clients[index] ?? {}
      return [
        file(path(certificate), value.certificate, { reasons: [source] }),
        file(path(key), value.key.reveal(), { mode: '0600', sensitive: true, reasons: [source] }),
      ]
    }),
  ]
}
