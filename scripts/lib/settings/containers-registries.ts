import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import type { RuntimeContext } from '../runtimes/runtime.ts'
import type { RegistrySettings } from './carried.ts'
import { certificateFiles } from './certificates.ts'

/** Where CRI-O and everything else of containers/image look for registries; a later file wins over an earlier one. */
export const registriesDropIn = '/etc/containers/registries.conf.d/90-refit.conf'
export const containersCertificates = '/etc/containers/certs.d'

/**
 * What CRI-O is told of registries: a drop-in of registries.conf, and certificates. The drop-in is there always, for
 * without it CRI-O refuses short names such as "busybox".
 */
export function containersRegistryFiles({
  carried,
  render,
}: Pick<RuntimeContext, 'carried' | 'render'>): ChangeInput[] {
  const told = carried.registries.filter(
    ({ mirrors, insecure }) => mirrors.length > 0 || insecure !== undefined,
  )
  const sources = told.flatMap(({ mirrors, insecure }) => [...mirrors, ...(insecure ? [insecure] : [])])
  const content = render('registries.conf.hbs', { registries: told.map(tableOf) })
  return [
    file(registriesDropIn, content, { reasons: [...new Set(sources.map(({ source }) => source))] }),
    ...carried.registries.flatMap(registry => certificateFiles(containersCertificates, registry)),
  ]
}

function tableOf({ host, mirrors, insecure }: RegistrySettings): object {
  return {
    location: host,
    insecure: insecure !== undefined,
    mirrors: mirrors.map(({ value: { url, insecure: any, prefix } }) => ({
      location: [url.replace(/^https?:\/\//u, ''), ...(prefix === undefined ? [] : [prefix])].join('/'),
      // containers/image asks over HTTP only where it need not trust the registry.
      insecure: any || url.startsWith('http://'),
    })),
  }
}
