import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { registryNamed } from './carried.ts'
import type { RegistrySettings } from './carried.ts'
import { lostNote } from './docker-key.ts'
import type { Contribution } from './merge.ts'
import { tomlFile, tomlFiles, valueAt } from './tables.ts'
import type { TomlFile } from './tables.ts'

/** What registries.conf and its drop-ins say, in version 1 and 2 (containers-registries.conf.5). */
export function containersRegistries(facts: Facts): Contribution[] {
  const main = tomlFile(facts, '/etc/containers/registries.conf')
  const files = [
    ...(main === undefined ? [] : [main]),
    ...tomlFiles(facts, '/etc/containers/registries.conf.d/*.conf'),
  ]
  return files.flatMap(file => [version2(file), version1(file), searched(file)])
}

const place = z.object({
  location: z.string().optional(),
  prefix: z.string().optional(),
  insecure: z.boolean().optional(),
})

const registries = z.array(
  place.extend({ blocked: z.boolean().optional(), mirror: z.array(place).optional() }),
)

function version2({ path, tables }: TomlFile): Contribution {
  const found = (valueAt(tables, ['registry'], registries) ?? []).map(one => {
    const name = one.prefix ?? one.location ?? ''
    return { ...one, name, source: `registry ${name} of ${path}` }
  })
  // Only containers/image has settings for a part of a registry, or gives images another name.
  const isWhole = ({ name, location = name }: (typeof found)[number]) =>
    /^[\w.-]+(?::\d+)?$/u.test(name) && location === name
  return {
    registries: found.filter(isWhole).map(({ name, insecure, mirror = [], source }): RegistrySettings => ({
      ...registryNamed(name),
      ...(insecure === true ? { insecure: { value: true, source } } : {}),
      mirrors: mirror.map(({ location = '', insecure: any = false }) => {
        const [host, ...prefix] = location.split('/')
        const more = prefix.length === 0 ? {} : { prefix: prefix.join('/') }
        return { value: { url: `https://${host}`, insecure: any, ...more }, source }
      }),
    })),
    lost: found.flatMap(one => [
      ...(isWhole(one)
        ? []
        : [lostNote(one, 'only CRI-O has settings for a part of a registry, or for another name of it')]),
      ...(one.blocked === true ? [lostNote(one, 'only CRI-O refuses a registry')] : []),
    ]),
  }
}

function version1({ path, tables }: TomlFile): Contribution {
  const listed = (key: string) =>
    valueAt(tables, ['registries', key, 'registries'], z.array(z.string())) ?? []
  const source = `registries.insecure of ${path}`
  return {
    registries: listed('insecure').map(host => ({
      ...registryNamed(host),
      insecure: { value: true, source },
    })),
    lost: listed('block').map(host =>
      lostNote({ source: `${host} in registries.block of ${path}` }, 'only CRI-O refuses a registry'),
    ),
  }
}

// kubelet completes short names itself, so only what is searched besides Docker Hub could have been relied on.
function searched({ path, tables }: TomlFile): Contribution {
  const names = valueAt(tables, ['unqualified-search-registries'], z.array(z.string())) ?? []
  return {
    lost: names
      .filter(name => name !== 'docker.io')
      .map(name =>
        lostNote(
          { source: `${name} in unqualified-search-registries of ${path}` },
          'a short name is one of Docker Hub elsewhere',
        ),
      ),
  }
}
