import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import { hasFlag } from './flags.ts'
import type { FlagEdit } from './flags.ts'
import { dockershimFlags, needsRemoteFlag, readsEndpointFromConfiguration, refusedFlags } from './gates.ts'
import type { FlagHome } from './flag-home.ts'
import type { KubeletWiring } from './wiring.ts'

/** The flags that a wiring sets or takes away, wherever they stand. */
export function flagEdits(
  kubelet: KubeletFacts,
  { endpoint, flags, configuration }: KubeletWiring,
): FlagEdit[] {
  const given = parseFlags(kubelet.arguments)
  const refused = refusedFlags(kubelet.version).map(({ name }) => name)
  const dockershims = endpoint === undefined ? [] : dockershimFlags.map(({ name }) => name)
  const remote = endpoint !== undefined && needsRemoteFlag(kubelet.version) ? 'remote' : undefined
  const written = Object.entries(configuration).map(([key, value]) => [flagOf(key), String(value)] as const)
  return [
    ...[...new Set([...dockershims, ...refused])].map(name => ({ name, value: undefined })),
    { name: 'container-runtime', value: remote },
    { name: 'container-runtime-endpoint', value: endpoint },
    { name: 'image-service-endpoint', value: endpoint },
    // A flag wins over the configuration file, so one that is there is what has to change.
    ...written.filter(([name]) => given.has(name)).map(([name, value]) => ({ name, value })),
    ...Object.entries(flags).map(([name, value]) => ({ name, value })),
  ]
}

/** "containerLogMaxSize" is --container-log-max-size. */
export function flagOf(key: string): string {
  return key.replaceAll(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`)
}

/**
 * The flags among them that kubelet does not have yet and needs, as words. Where it reads the endpoint from its
 * configuration file it gets no flag for it that it does not have already.
 */
export function missingFlags(
  { observed }: Facts,
  kubelet: KubeletFacts,
  edits: readonly FlagEdit[],
  home: FlagHome | undefined,
): string[] {
  const there = home === undefined ? '' : (observed.files.get(home.path)?.content ?? '')
  const given = parseFlags(kubelet.arguments)
  const configured = readsEndpointFromConfiguration(kubelet.version) ? ['container-runtime-endpoint'] : []
  return edits.flatMap(({ name, value }) => {
    // kubelet takes the images from the runtime's own endpoint where it is told of no other.
    if (value === undefined || name === 'image-service-endpoint' || configured.includes(name)) return []
    // A file that no unit reads may have the flag too: what counts is that kubelet runs with it.
    return given.has(name) || hasFlag(there, name) ? [] : [`--${name}=${value}`]
  })
}
