import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { json } from '../facts/text.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import type { RuntimeContext } from '../runtimes/runtime.ts'
import type { CarriedSettings } from './carried.ts'
import { certificateFiles } from './certificates.ts'
import { daemonFile, dockerCertificates } from './docker-places.ts'
import { flaggedKeys } from './docker-said.ts'

/**
 * What Docker is told of the carried settings, for a node that comes to it from another runtime: keys of daemon.json,
 * with every other key as it was, and certificates. Its proxy is a drop-in of its unit (`proxyFiles`).
 */
export function daemonFiles({ facts, current, carried }: Known): ChangeInput[] {
  // Between dockershim and cri-dockerd Docker stays what it is, and it refuses a key that it has as a flag too.
  if (current.daemons.includes('docker')) return []
  const present = facts.observed.files.get(daemonFile)
  const before = object.safeParse(json(present?.content ?? '{}'))
  // Docker does not start with a daemon.json that is not JSON: this one is not in use, and is left alone.
  const keys = before.success ? withoutFlags(daemonKeys(carried, before.data), facts) : {}
  const after = before.success ? { ...before.data, ...keys } : {}
  const isNew = Object.keys(keys).length > 0 && !isDeepStrictEqual(after, before.data)
  return [
    ...(isNew
      ? [
          file(daemonFile, `${JSON.stringify(after, undefined, 2)}\n`, {
            mode: present?.mode ?? '0644',
            reasons: sourcesOf(carried),
          }),
        ]
      : []),
    ...carried.registries.flatMap(registry => certificateFiles(dockerCertificates, registry)),
  ]
}

type Known = Pick<RuntimeContext, 'facts' | 'carried'> & {
  current: Pick<RuntimeContext['current'], 'daemons'>
}

const object = z.record(z.string(), z.unknown())

/** The keys of daemon.json that carried settings come to, beside those that it has. */
export function daemonKeys(
  carried: CarriedSettings,
  before: Record<string, unknown>,
): Record<string, unknown> {
  const { registries, logs, ulimits, handlers, defaultHandler, concurrentDownloads, selinux } = carried
  const mirrors = registries.find(({ host }) => host === 'docker.io')?.mirrors.map(({ value }) => value) ?? []
  const insecure = [
    ...registries.flatMap(({ host, insecure: any }) => (any === undefined ? [] : [host])),
    ...mirrors.flatMap(({ url, insecure: any }) => (any ? [url.replace(/^https?:\/\/|\/.*$/gu, '')] : [])),
  ]
  const named = handlers.filter(({ value: { name } }) => name !== 'runc')
  return withoutUndefined({
    'registry-mirrors': some(mirrors.map(({ url }) => asNamed(url, listed(before['registry-mirrors'])))),
    // A mirror that is asked over plain HTTP by its URL is told to Docker by that URL alone.
    'insecure-registries': some([...new Set([...listed(before['insecure-registries']), ...insecure])]),
    'log-opts': logs && { ...record(before['log-opts']), ...logOptions(logs.value) },
    'default-ulimits': some(ulimits) && {
      ...record(before['default-ulimits']),
      ...Object.fromEntries(
        ulimits.map(({ value: { name, soft, hard } }) => [name, { Name: name, Soft: soft, Hard: hard }]),
      ),
    },
    runtimes: some(named) && {
      ...record(before['runtimes']),
      ...Object.fromEntries(
        named.map(({ value: { name, path, shim } }) => [
          name,
          path === undefined ? { runtimeType: shim } : { path },
        ]),
      ),
    },
    'default-runtime': defaultHandler?.value,
    'max-concurrent-downloads': concurrentDownloads?.value,
    'selinux-enabled': selinux?.value,
  })
}

/** Docker writes sizes decimal: "10m" is 10,000,000 bytes. */
function logOptions({ size, files }: NonNullable<CarriedSettings['logs']>['value']): Record<string, string> {
  return {
    ...(size === undefined ? {} : { 'max-size': size % 1e6 === 0 ? `${size / 1e6}m` : String(size) }),
    ...(files === undefined ? {} : { 'max-file': String(files) }),
  }
}

function sourcesOf({ registries, ulimits, handlers, ...single }: CarriedSettings): string[] {
  const { logs, defaultHandler, concurrentDownloads, selinux } = single
  const all = [
    ...registries.flatMap(({ mirrors, insecure }) => [...mirrors, insecure]),
    ...ulimits,
    ...handlers,
    logs,
    defaultHandler,
    concurrentDownloads,
    selinux,
  ]
  return [...new Set(all.flatMap(one => (one === undefined ? [] : [one.source])))]
}

// dockerd does not start where a key is a flag as well; `runtimes` alone it puts together.
function withoutFlags(keys: Record<string, unknown>, facts: Facts): Record<string, unknown> {
  const flagged = flaggedKeys(facts)
  return Object.fromEntries(Object.entries(keys).filter(([key]) => !flagged.has(key)))
}

function withoutUndefined(keys: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined))
}

function some<T>(values: readonly T[]): readonly T[] | undefined {
  return values.length === 0 ? undefined : values
}

function record(value: unknown): Record<string, unknown> {
  const found = object.safeParse(value)
  return found.success ? found.data : {}
}

// CRI-O's files name no scheme, and Docker does not go from HTTPS to HTTP by itself: its own word for it counts.
function asNamed(url: string, known: readonly string[]): string {
  const place = (one: string) => one.replace(/^https?:\/\/|\/$/gu, '')
  return known.find(one => place(one) === place(url)) ?? url
}

function listed(value: unknown): string[] {
  const found = z.array(z.string()).safeParse(value)
  return found.success ? found.data : []
}
