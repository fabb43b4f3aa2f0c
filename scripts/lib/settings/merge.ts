import { noSettings, registryNamed } from './carried.ts'
import type { CarriedSettings, RegistrySettings } from './carried.ts'

/** A part of what a node's runtime was told: one file's, one setting's. */
export type Contribution = Partial<CarriedSettings>

/**
 * Parts put together. Of a single value the last one counts; what has a name (a limit, a handler, a login) is there
 * once, as the last one says; what is said of one registry in several places is put together.
 */
export function merged(parts: readonly Contribution[]): CarriedSettings {
  const all = <Key extends 'credentials' | 'ulimits' | 'handlers' | 'lost' | 'registries'>(key: Key) =>
    parts.flatMap(part => (part[key] ?? []) as CarriedSettings[Key][number][])
  return {
    ...Object.assign({}, noSettings, ...parts),
    ...together('proxy', parts),
    ...together('logs', parts),
    registries: mergedRegistries(all('registries')),
    credentials: lastOfEach(all('credentials'), ({ value }) => value.host),
    ulimits: lastOfEach(all('ulimits'), ({ value }) => value.name),
    handlers: lastOfEach(all('handlers'), ({ value }) => value.name),
    lost: all('lost'),
  }
}

// HTTPS_PROXY may stand elsewhere than NO_PROXY: of each part of such a value the last one counts.
function together(key: 'proxy' | 'logs', parts: readonly Contribution[]): Contribution {
  const given = parts.flatMap(part => part[key] ?? [])
  if (given.length === 0) return {}
  const value: object = Object.assign({}, ...given.map(one => one.value))
  return { [key]: { value, source: [...new Set(given.map(({ source }) => source))].join(' and ') } }
}

function mergedRegistries(registries: readonly RegistrySettings[]): RegistrySettings[] {
  const groups = Map.groupBy(registries, ({ host }) => host)
  return [...groups].map(([host, parts]) =>
    parts.reduce(
      (sum, part) => ({
        ...sum,
        ...part,
        mirrors: [...sum.mirrors, ...part.mirrors],
        authorities: [...sum.authorities, ...part.authorities],
        clients: [...sum.clients, ...part.clients],
      }),
      registryNamed(host),
    ),
  )
}

function lastOfEach<T>(values: readonly T[], nameOf: (value: T) => string): T[] {
  return [...new Map(values.map(value => [nameOf(value), value])).values()]
}
