import fc from 'fast-check'
import test from 'ava'
import type { ChangeInput } from '../../scripts/lib/plan/change.ts'
import { renderer } from '../../scripts/lib/plan/render.ts'
import { registryFiles } from '../../scripts/lib/runtimes/registries.ts'
import { noSettings } from '../../scripts/lib/settings/carried.ts'
import type { CarriedSettings, RegistrySettings } from '../../scripts/lib/settings/carried.ts'
import { readContainerd } from '../../scripts/lib/settings/containerd.ts'
import { containersRegistryFiles } from '../../scripts/lib/settings/containers-registries.ts'
import { readCrio } from '../../scripts/lib/settings/crio.ts'
import { Secret } from '../../scripts/lib/secret.ts'
import { nodeWith } from './support/facts.ts'
import { told } from './support/told.ts'

// What one runtime is told, and is read from it again, is what was said: so any number of migrations loses nothing.

const host = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}\.example$/u), fc.option(fc.integer({ min: 1, max: 65_535 })))
  .map(([name, port]) => (port === null ? name : `${name}:${port}`))

const registries = fc
  .uniqueArray(
    fc.record({
      host,
      mirrors: fc.uniqueArray(
        fc.record({
          host,
          insecure: fc.boolean(),
          prefix: fc.option(fc.stringMatching(/^[a-z]{1,6}(?:\/[a-z]{1,6})?$/u)),
        }),
        { selector: mirror => mirror.host, maxLength: 3 },
      ),
      insecure: fc.boolean(),
      authority: fc.option(fc.constant('-----BEGIN CERTIFICATE-----\nx\n')),
      client: fc.boolean(),
    }),
    { selector: one => one.host, maxLength: 4 },
  )
  .map(all => {
    const names = new Set(all.map(one => one.host))
    return all.map(({ host: name, mirrors, insecure, authority, client }): RegistrySettings => ({
      host: name,
      // A mirror that is a registry with certificates too takes them along, which is another story.
      mirrors: mirrors
        .filter(mirror => !names.has(mirror.host))
        .map(({ host: place, insecure: any, prefix }) => ({
          value: { url: `https://${place}`, insecure: any, ...(prefix === null ? {} : { prefix }) },
          source: 'x',
        })),
      ...(insecure ? { insecure: { value: true, source: 'x' } as const } : {}),
      authorities: authority === null ? [] : [{ value: authority, source: 'x' }],
      clients: client ? [{ value: { certificate: 'C', key: new Secret('K') }, source: 'x' }] : [],
    }))
  })
  .map(all =>
    all.filter(
      ({ mirrors, insecure, authorities, clients }) =>
        mirrors.length + authorities.length + clients.length > 0 || insecure,
    ),
  )

const render = renderer(undefined)

test('what containerd is told of registries is what is read from it', t => {
  holds(t, carried => {
    const config = {
      '/etc/containerd/config.toml':
        '[plugins."io.containerd.grpc.v1.cri".registry]\nconfig_path = "/etc/containerd/certs.d"\n',
    }
    return readContainerd(nodeWith({ ...config, ...written(registryFiles({ carried, render }, '1.6.0')) }))
  })
})

test('what CRI-O is told of registries is what is read from it', t => {
  holds(t, carried => readCrio(nodeWith(written(containersRegistryFiles({ carried, render })))))
})

function holds(t: { pass: () => void }, throughRuntime: (carried: CarriedSettings) => CarriedSettings): void {
  fc.assert(
    fc.property(registries, given => {
      const before = { ...noSettings, registries: given }
      const after = throughRuntime(before)
      const [one, other] = [sorted(before), sorted(after)]
      if (JSON.stringify(one) !== JSON.stringify(other))
        throw new Error(`${JSON.stringify(one)} became ${JSON.stringify(other)}`)
    }),
  )
  t.pass()
}

function sorted(carried: CarriedSettings): unknown {
  const plain = told({
    ...noSettings,
    registries: carried.registries.toSorted((a, b) => (a.host < b.host ? -1 : 1)),
  })
  return JSON.parse(JSON.stringify(plain, ordered))
}

// The order of keys in a record says nothing.
function ordered(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Secret)
    return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function written(changes: readonly ChangeInput[]): Record<string, string> {
  return Object.fromEntries(
    changes.flatMap(change => (change.type === 'file' ? [[change.path, change.content]] : [])),
  )
}
