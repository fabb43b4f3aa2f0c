import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'
import { json } from '../facts/text.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import { Secret } from '../secret.ts'
import type { CarriedSettings, RegistryLogin, Sourced } from './carried.ts'

/** Where kubelet looks for logins before it looks anywhere else (kubernetes.io, concepts/containers/images). */
export const kubeletCredentials = '/var/lib/kubelet/config.json'

/** kubelet's logins with those that were carried; what it has of a registry already stays. Nothing where none is new. */
export function credentialFiles({ observed }: Facts, { credentials }: CarriedSettings): ChangeInput[] {
  const present = observed.files.get(kubeletCredentials)?.content
  const read = configuration.safeParse(json(present ?? '{}'))
  // A file that is not JSON, kubelet does not read either; it is not ours to throw away.
  if (!read.success) return []
  const { auths = {} } = read.data
  const missing = credentials.filter(({ value }) => !(value.host in auths))
  if (missing.length === 0) return []
  const more = missing.map(
    ({ value: { host, entry } }) => [host, JSON.parse(entry.reveal()) as unknown] as const,
  )
  const content = { ...read.data, auths: { ...auths, ...Object.fromEntries(more) } }
  return [
    file(kubeletCredentials, `${JSON.stringify(content, undefined, 2)}\n`, {
      mode: '0600',
      sensitive: true,
      reasons: missing.map(({ value: { host }, source }) => `the login to ${host} from ${source}`),
    }),
  ]
}

/** The logins of a file such as Docker's config.json or CRI-O's auth.json, and what keeps logins for it elsewhere. */
export function loginsOf(
  text: string,
  source: string,
): { logins: Sourced<RegistryLogin>[]; helpers: string[] } {
  const read = configuration.safeParse(json(text))
  if (!read.success) return { logins: [], helpers: [] }
  const { auths = {}, credHelpers = {}, credsStore } = read.data
  const helped = new Set([
    ...Object.keys(credHelpers),
    ...(credsStore === undefined ? [] : Object.keys(auths)),
  ])
  // With a store, `auths` holds the names of the registries and nothing else.
  const own = Object.entries(auths).filter(([, entry]) => Object.keys(entry).length > 0)
  return {
    logins: own.map(([host, entry]) => ({
      value: { host, entry: new Secret(JSON.stringify(entry)) },
      source,
    })),
    helpers: [...helped].filter(host => Object.keys(auths[host] ?? {}).length === 0),
  }
}

const configuration = z.looseObject({
  auths: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
})
