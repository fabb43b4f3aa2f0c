import { posix } from 'node:path'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { Secret } from '../secret.ts'
import { registryNamed } from './carried.ts'
import type { MirrorSettings, RegistrySettings, Sourced } from './carried.ts'
import { lostNote } from './docker-key.ts'
import type { Contribution } from './merge.ts'
import { table, tablesAt, tomlFile, valueAt } from './tables.ts'

/** What containerd's hosts.toml in a folder says of the registry that the folder is named after. */
export function hostsFile(facts: Facts, folder: string): Contribution {
  const path = `${folder}/hosts.toml`
  const file = tomlFile(facts, path)
  if (file === undefined) return {}
  const host = hostOfFolder(posix.basename(folder))
  if (host === '_default') return { lost: [lostNote({ source: path }, 'it is about every registry')] }
  const entries = tablesAt(file.tables, ['host']).map(([url, entry]) => ({ url, entry }))
  const own = entries.filter(({ url }) => placeOf(url) === host)
  const others = entries.filter(({ url }) => placeOf(url) !== host)
  return {
    registries: [
      {
        ...registryNamed(host),
        mirrors: mirrors([...others, ...upstream(file.tables, host)], path),
        ...(isInsecure(file.tables, own) ? { insecure: { value: true, source: path } as const } : {}),
        ...certificates(facts, folder, [file.tables, ...own.map(({ entry }) => entry)]),
      },
      ...others.map(({ url, entry }) => ({
        ...registryNamed(placeOf(url)),
        ...certificates(facts, folder, [entry]),
      })),
    ].filter(isSaidSomething),
    lost: entries.flatMap(({ url, entry }) =>
      valueAt(entry, ['header'], table) === undefined
        ? []
        : [lostNote({ source: `header of ${url} in ${path}` }, 'only containerd sends headers of its own')],
    ),
  }
}

function isInsecure(tables: Entry, own: readonly HostTable[]): boolean {
  const server = valueAt(tables, ['server'], z.string()) ?? ''
  const plain = server.startsWith('http:') || tables['skip_verify'] === true
  return plain || own.some(({ url, entry }) => url.startsWith('http:') || entry['skip_verify'] === true)
}

/** A `server` that is another place than the registry: what is asked last. */
function upstream(tables: Entry, host: string): HostTable[] {
  const server = valueAt(tables, ['server'], z.string())
  return server === undefined || isItself(server, host) ? [] : [{ url: server, entry: {} }]
}

function isSaidSomething({ mirrors: some, insecure, authorities, clients }: RegistrySettings): boolean {
  return some.length + authorities.length + clients.length > 0 || insecure !== undefined
}

/** Files that it names elsewhere than in its own folder. */
export function filesNamedIn(facts: Facts, folder: string): string[] {
  const file = tomlFile(facts, `${folder}/hosts.toml`)
  if (file === undefined) return []
  const all = [file.tables, ...tablesAt(file.tables, ['host']).map(([, entry]) => entry)]
  return all.flatMap(entry => [
    ...authorityPaths(folder, entry),
    ...clientPaths(folder, entry).flatMap(({ certificate, key }) => [certificate, key]),
  ])
}

type Entry = Record<string, unknown>

// Within the path: the name of a registry may begin with v2 as well.
const apiPath = /(?<=[^/])\/v2(?:\/|$)/u

interface HostTable {
  url: string
  entry: Entry
}

function mirrors(
  entries: readonly { url: string; entry: Entry }[],
  source: string,
): Sourced<MirrorSettings>[] {
  const found = entries.map(({ url, entry }) => {
    const [base = '', prefix] = entry['override_path'] === true ? url.split(apiPath) : [url]
    return {
      url: base.replace(/\/$/u, ''),
      insecure: entry['skip_verify'] === true,
      ...(prefix === undefined || prefix === '' ? {} : { prefix }),
    }
  })
  // HTTPS with any certificate and then HTTP is one mirror that need not be trusted; it is how refit writes one.
  const isSecondHalf = ({ url }: MirrorSettings) =>
    found.some(one => one.insecure && one.url === url.replace(/^http:/u, 'https:') && one.url !== url)
  return found.filter(mirror => !isSecondHalf(mirror)).map(value => ({ value, source }))
}

function certificates(
  facts: Facts,
  folder: string,
  entries: readonly Entry[],
): Pick<RegistrySettings, 'authorities' | 'clients'> {
  const read = (path: string) => facts.observed.files.get(path)?.content
  const authorities = new Set(entries.flatMap(entry => authorityPaths(folder, entry)))
  const clients = new Map(
    entries.flatMap(entry => clientPaths(folder, entry)).map(one => [one.certificate, one]),
  )
  return {
    authorities: [...authorities].flatMap(path => {
      const value = read(path)
      return value === undefined ? [] : [{ value, source: path }]
    }),
    clients: [...clients.values()].flatMap(({ certificate, key }) => {
      const [text, secret] = [read(certificate), read(key)]
      if (text === undefined || secret === undefined) return []
      return [{ value: { certificate: text, key: new Secret(secret) }, source: certificate }]
    }),
  }
}

const several = z.union([z.string().transform(one => [one]), z.array(z.string())])
const pairs = z.array(z.union([z.string().transform(one => [one]), z.array(z.string())]))

function authorityPaths(folder: string, entry: Entry): string[] {
  return (valueAt(entry, ['ca'], several) ?? []).map(path => posix.resolve(folder, path))
}

// A path alone is a file with both the certificate and the key (containerd docs/hosts.md).
function clientPaths(folder: string, entry: Entry): { certificate: string; key: string }[] {
  const written = valueAt(entry, ['client'], z.string())
  const given = written === undefined ? (valueAt(entry, ['client'], pairs) ?? []) : [[written]]
  return given.flatMap(([certificate, key]) => {
    if (certificate === undefined) return []
    const path = posix.resolve(folder, certificate)
    return [{ certificate: path, key: key === undefined || key === '' ? path : posix.resolve(folder, key) }]
  })
}

/** "registry.example.com_5000_" is what a folder is called where its name may hold no colon. */
function hostOfFolder(name: string): string {
  return name.replace(/_(\d+)_$/u, ':$1')
}

function placeOf(url: string): string {
  return url.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '')
}

function isItself(server: string, host: string): boolean {
  const place = placeOf(server)
  return place === host || (host === 'docker.io' && /(?:^|\.)docker\.io$/u.test(place))
}
