import { posix } from 'node:path'
import { gte } from 'semver'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { Secret } from '../secret.ts'
import { registryNamed } from './carried.ts'
import type { RegistrySettings } from './carried.ts'
import { certificatesIn } from './certificates-read.ts'
import { criTables } from './containerd-files.ts'
import type { CriTables } from './containerd-files.ts'
import { dockerCertificates } from './docker-places.ts'
import { filesNamedIn, hostsFile } from './hosts-file.ts'
import type { Contribution } from './merge.ts'
import { table, tablesAt, valueAt } from './tables.ts'

/** What containerd was told of registries: in the tables of 1.x, and in the folders of `config_path`. */
export function containerdRegistries(facts: Facts): Contribution[] {
  const files = criTables(facts)
  return [
    ...files.flatMap(file => [mirrors(file), ...configurations(facts, file)]),
    ...certificateFolders(facts, files).flatMap(directory => [
      ...foldersIn(facts, directory).map(folder => hostsFile(facts, folder)),
      {
        registries: certificatesIn(facts, directory).filter(
          ({ host }) => !hasHostsFile(facts, directory, host),
        ),
      },
    ]),
  ]
}

/** The folders and files that they name, to be read too. */
export function registryPaths(facts: Facts): { trees: string[]; files: string[] } {
  const files = criTables(facts)
  const trees = certificateFolders(facts, files)
  const folders = trees.flatMap(directory => foldersIn(facts, directory))
  const named = files.flatMap(({ images }) =>
    tablesAt(images, ['registry', 'configs']).flatMap(([, one]) =>
      Object.values(valueAt(one, ['tls'], table) ?? {}),
    ),
  )
  return {
    trees,
    files: [
      ...folders.flatMap(folder => filesNamedIn(facts, folder)),
      ...named.filter(path => typeof path === 'string'),
    ],
  }
}

// Several folders may be written with colons between them, as in PATH. From 2.2 on there are two by default.
function certificateFolders({ containerd }: Facts, files: readonly CriTables[]): string[] {
  const written = files
    .map(({ images }) => valueAt(images, ['registry', 'config_path'], z.string()))
    .findLast(Boolean)
  const byDefault =
    containerd !== undefined && gte(containerd.version, '2.2.0')
      ? ['/etc/containerd/certs.d', dockerCertificates]
      : []
  return written?.split(':').filter(path => path.startsWith('/')) ?? byDefault
}

function foldersIn({ observed }: Facts, directory: string): string[] {
  const folders = [...observed.files.keys()].map(path => posix.dirname(path))
  return [...new Set(folders.filter(folder => posix.dirname(folder) === directory))].toSorted()
}

function hasHostsFile({ observed }: Facts, directory: string, host: string): boolean {
  return observed.files.get(`${directory}/${host}/hosts.toml`)?.exists === true
}

function mirrors({ path, images }: CriTables): Contribution {
  const source = (host: string) => `registry.mirrors."${host}" of ${path}`
  return {
    registries: tablesAt(images, ['registry', 'mirrors']).map(([host, mirror]) => {
      const urls = (valueAt(mirror, ['endpoint'], z.array(z.string())) ?? []).map(url =>
        url.replace(/\/$/u, ''),
      )
      // Where the registry itself stands among them over plain HTTP, that is how it was said to be insecure.
      const insecure = urls.includes(`http://${host}`)
      const others = urls.filter(url => url.replace(/^https?:\/\//u, '') !== host && !isHub(host, url))
      return {
        ...registryNamed(host),
        mirrors: others.map(url => ({ value: { url, insecure: false }, source: source(host) })),
        ...(insecure ? { insecure: { value: true, source: source(host) } as const } : {}),
      }
    }),
  }
}

function isHub(host: string, url: string): boolean {
  return host === 'docker.io' && /^https:\/\/(?:[\w-]+\.)?docker\.io$/u.test(url)
}

function configurations(facts: Facts, { path, images }: CriTables): Contribution[] {
  return [
    ...tablesAt(images, ['registry', 'configs']).map(([host, one]) => {
      const source = `registry.configs."${host}" of ${path}`
      const auth = valueAt(one, ['auth'], table)
      return {
        registries: [transport(facts, host, valueAt(one, ['tls'], table) ?? {}, source)],
        ...(auth === undefined ? {} : { credentials: [login(host, auth, source)] }),
      }
    }),
    // Version 1 has logins by URL.
    ...tablesAt(images, ['registry', 'auths']).map(([url, auth]) => ({
      credentials: [login(url.replace(/^https?:\/\//u, ''), auth, `registry.auths."${url}" of ${path}`)],
    })),
  ]
}

function transport(
  facts: Facts,
  host: string,
  tls: Record<string, unknown>,
  source: string,
): RegistrySettings {
  const textOf = (key: string) => facts.observed.files.get(String(tls[key]))?.content
  const [authority, certificate, key] = [textOf('ca_file'), textOf('cert_file'), textOf('key_file')]
  return {
    ...registryNamed(host),
    ...(tls['insecure_skip_verify'] === true ? { insecure: { value: true, source } as const } : {}),
    authorities: authority === undefined ? [] : [{ value: authority, source }],
    clients:
      certificate === undefined || key === undefined
        ? []
        : [{ value: { certificate, key: new Secret(key) }, source }],
  }
}

// What Docker's config.json calls "auth" is "auth" here too, and so are the other keys, but for `identitytoken`.
function login(host: string, auth: Record<string, unknown>, source: string) {
  const given = Object.entries(auth).filter(([, value]) => typeof value === 'string' && value !== '')
  return { value: { host, entry: new Secret(JSON.stringify(Object.fromEntries(given))) }, source }
}
