import { registryNamed } from './carried.ts'
import type { CarriedSettings, LogSettings, MirrorSettings, RegistrySettings, Sourced } from './carried.ts'
import { bytesOf } from './kubelet-logs.ts'

/** What the inventory says of a runtime's settings; each value wins over the one that is carried over. */
export interface ToldSettings {
  registries: Record<string, ToldRegistry>
  proxy: { http?: string; https?: string; no?: string }
  logs: { maxSize?: string; maxFiles?: number }
  /** "1024", "1024:4096" */
  ulimits: Record<string, string>
  handlers: Record<string, { path?: string; shim?: string }>
  containers: { defaultHandler?: string; selinux?: boolean; concurrentDownloads?: number }
}

interface ToldRegistry {
  mirrors?: string[]
  insecure?: boolean
  authorities?: string
}

/** Carried settings with those of the inventory in place of theirs. What it does not name stays as it is. */
export function withInventory(carried: CarriedSettings, told: ToldSettings): CarriedSettings {
  const { proxy, logs, containers } = told
  const { defaultHandler, selinux, concurrentDownloads } = containers
  const rotation = rotationOf(logs)
  return {
    ...carried,
    registries: registries(carried.registries, told.registries),
    ulimits: byName(carried.ulimits, limits(told.ulimits)),
    handlers: byName(
      carried.handlers,
      Object.entries(told.handlers).map(([name, handler]) => from({ name, ...handler })),
    ),
    ...(Object.keys(proxy).length === 0 ? {} : { proxy: from(proxy) }),
    ...(Object.keys(rotation).length === 0
      ? {}
      : { logs: { value: { ...carried.logs?.value, ...rotation }, source: bothOf(carried.logs, rotation) } }),
    ...(defaultHandler === undefined ? {} : { defaultHandler: from(defaultHandler) }),
    ...(selinux === undefined ? {} : { selinux: from(selinux) }),
    ...(concurrentDownloads === undefined ? {} : { concurrentDownloads: from(concurrentDownloads) }),
    lost: carried.lost.filter(({ id }) => id !== 'logs-rotated' || rotation.size === undefined),
  }
}

/** Where a value came from that the inventory gives. */
export const inventory = 'the inventory'

function from<T>(value: T): Sourced<T> {
  return { value, source: inventory }
}

// Of two values the inventory may have given one.
function bothOf(carried: Sourced<object> | undefined, told: object): string {
  const isWhole = carried === undefined || Object.keys(carried.value).every(key => key in told)
  return isWhole ? inventory : `${inventory} and ${carried.source}`
}

function limits(told: ToldSettings['ulimits']): CarriedSettings['ulimits'] {
  return Object.entries(told).map(([name, text]) => {
    const [soft = 0, hard = soft] = text.split(':').map(Number)
    return from({ name, soft, hard })
  })
}

function byName<T extends { name: string }>(
  carried: readonly Sourced<T>[],
  told: readonly Sourced<T>[],
): Sourced<T>[] {
  const named = new Set(told.map(({ value }) => value.name))
  return [...carried.filter(({ value }) => !named.has(value.name)), ...told]
}

function registries(
  carried: readonly RegistrySettings[],
  told: ToldSettings['registries'],
): RegistrySettings[] {
  const names = new Set([...carried.map(({ host }) => host), ...Object.keys(told)])
  return [...names].map(host => {
    const before = carried.find(one => one.host === host) ?? registryNamed(host)
    return replaced(before, told[host] ?? {})
  })
}

function replaced(
  registry: RegistrySettings,
  { mirrors, insecure, authorities }: ToldRegistry,
): RegistrySettings {
  const { insecure: before, ...rest } = registry
  const kept = insecure === undefined && before !== undefined ? { insecure: before } : {}
  return {
    ...rest,
    ...(insecure === true ? { insecure: from(true as const) } : kept),
    ...(mirrors === undefined ? {} : { mirrors: mirrors.map(url => from(mirror(url))) }),
    ...(authorities === undefined ? {} : { authorities: [from(authorities)] }),
  }
}

function mirror(url: string): MirrorSettings {
  return { url: url.replace(/\/$/u, ''), insecure: false }
}

function rotationOf({ maxSize, maxFiles }: ToldSettings['logs']): LogSettings {
  const size = maxSize === undefined ? undefined : bytesOf(maxSize)
  return { ...(size === undefined ? {} : { size }), ...(maxFiles === undefined ? {} : { files: maxFiles }) }
}
