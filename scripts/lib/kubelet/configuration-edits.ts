import type { Facts } from '../facts/facts.ts'
import { configurationPaths, parseFlags } from '../facts/kubelet.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import { hasTopLevel } from './configuration.ts'
import { instanceConfiguration } from './files.ts'
import { flagOf } from './flag-edits.ts'
import { readsEndpointFromConfiguration } from './gates.ts'
import type { KubeletWiring } from './wiring.ts'

/** Keys to set in one of kubelet's configuration files. */
export interface ConfigurationEdit {
  path: string
  text: string
  keys: KubeletWiring['configuration']
}

/**
 * What changes in kubelet's configuration: each key in its file, or in those drop-ins of its folder that have the key,
 * for they win over it. Throws where the file could not be read.
 */
export function configurationEdits(
  facts: Facts,
  kubelet: KubeletFacts,
  { endpoint, configuration }: KubeletWiring,
): ConfigurationEdit[] {
  const given = parseFlags(kubelet.arguments)
  const readsEndpoint = endpoint !== undefined && readsEndpointFromConfiguration(kubelet.version)
  const socket = readsEndpoint ? { containerRuntimeEndpoint: endpoint } : {}
  const others = Object.entries(configuration).filter(([key]) => !given.has(flagOf(key)))
  const isNeeded = others.length > 0 || (readsEndpoint && !given.has('container-runtime-endpoint'))
  const texts = contents(facts, configurationPaths(kubelet, facts.observed))
  if (isNeeded && !texts.some(([path]) => path === kubelet.configurationFile))
    throw new Error(`its configuration ${kubelet.configurationFile} could not be read`)
  const keys = Object.entries({ ...socket, ...Object.fromEntries(others) })
  return [
    ...texts.map(([path, text]) => ({
      path,
      text,
      keys: Object.fromEntries(
        keys.filter(([key]) => path === kubelet.configurationFile || hasTopLevel(text, key)),
      ),
    })),
    ...contents(facts, [instanceConfiguration]).map(([path, text]) => ({ path, text, keys: socket })),
  ]
}

function contents({ observed }: Facts, paths: readonly string[]): [string, string][] {
  return paths.flatMap(path => {
    const content = observed.files.get(path)?.content
    return content === undefined ? [] : [[path, content] as [string, string]]
  })
}
