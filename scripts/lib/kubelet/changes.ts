import { messageOf } from '../errors.ts'
import type { Facts } from '../facts/facts.ts'
import { parseFlags } from '../facts/kubelet.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import type { ObservedFile } from '../facts/observed.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import { appendFlags } from './append-flags.ts'
import { setTopLevel } from './configuration.ts'
import { flagPaths, instanceConfiguration } from './files.ts'
import { flagHome } from './flag-home.ts'
import type { FlagHome } from './flag-home.ts'
import { editFlags, hasFlag } from './flags.ts'
import type { FlagEdit } from './flags.ts'
import { dockershimFlags, needsRemoteFlag, readsEndpointFromConfiguration, refusedFlags } from './gates.ts'
import type { KubeletWiring } from './wiring.ts'

/**
 * The files that make this kubelet work with a runtime, each changed where the setting lives now and nowhere
 * else. Throws an Error that names the file which cannot be edited; see `kubeletProblem`.
 */
export function kubeletChanges(facts: Facts, kubelet: KubeletFacts, wiring: KubeletWiring): ChangeInput[] {
  const edits = flagEdits(kubelet, wiring)
  const texts = new Map(
    flagFiles(facts).map(([path, text]) => [path, editing(path, () => editFlags(text, edits))]),
  )
  const flags = missingFlags(facts, kubelet, edits)
  if (flags.length > 0) {
    const { path, variable } = homeOf(facts, flags)
    const text = texts.get(path) ?? ''
    texts.set(
      path,
      editing(path, () => appendFlags(text, variable, flags)),
    )
  }
  for (const { path, text, keys } of configurationEdits(facts, kubelet, wiring)) {
    const set = () => Object.entries(keys).reduce((done, [key, value]) => setTopLevel(done, key, value), text)
    texts.set(path, editing(path, set))
  }
  return [...texts].flatMap(([path, text]) => rewrite(facts, path, text))
}

function flagEdits(kubelet: KubeletFacts, { endpoint, flags, configuration }: KubeletWiring): FlagEdit[] {
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
function flagOf(key: string): string {
  return key.replaceAll(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`)
}

// Where kubelet reads the endpoint from its configuration file it gets no flag for it that it does not have already.
function missingFlags(facts: Facts, kubelet: KubeletFacts, edits: readonly FlagEdit[]): string[] {
  const home = flagHome(facts)
  const there = home === undefined ? '' : (facts.observed.files.get(home.path)?.content ?? '')
  const given = parseFlags(kubelet.arguments)
  const configured = readsEndpointFromConfiguration(kubelet.version) ? ['container-runtime-endpoint'] : []
  return edits.flatMap(({ name, value }) => {
    // kubelet takes the images from the runtime's own endpoint where it is told of no other.
    if (value === undefined || name === 'image-service-endpoint' || configured.includes(name)) return []
    // A file that no unit reads may have the flag too: what counts is that kubelet runs with it.
    return given.has(name) || hasFlag(there, name) ? [] : [`--${name}=${value}`]
  })
}

function homeOf(facts: Facts, flags: readonly string[]): FlagHome {
  const home = flagHome(facts)
  if (home !== undefined) return home
  throw new Error(`its unit reads no environment file with flags to which ${flags.join(' ')} could be added`)
}

/** The files with flags that were read, each with its text. */
export function flagFiles(facts: Facts): [string, string][] {
  return contents(
    facts,
    flagPaths(facts).filter(path => !isSeenTwice(facts, path)),
  )
}

// /lib is a link to /usr/lib on most systems: the same file must not be changed under two names.
function isSeenTwice({ observed }: Facts, path: string): boolean {
  return path.startsWith('/lib/') && observed.files.get(`/usr${path}`)?.exists === true
}

interface ConfigurationEdit {
  path: string
  text: string
  keys: KubeletWiring['configuration']
}

function configurationEdits(
  facts: Facts,
  kubelet: KubeletFacts,
  { endpoint, configuration }: KubeletWiring,
): ConfigurationEdit[] {
  const given = parseFlags(kubelet.arguments)
  const { configurationFile } = kubelet
  const readsEndpoint = endpoint !== undefined && readsEndpointFromConfiguration(kubelet.version)
  const socket = readsEndpoint ? { containerRuntimeEndpoint: endpoint } : {}
  const others = Object.entries(configuration).filter(([key]) => !given.has(flagOf(key)))
  const keys = { ...socket, ...Object.fromEntries(others) }
  const isNeeded = others.length > 0 || (readsEndpoint && !given.has('container-runtime-endpoint'))
  if (isNeeded && facts.observed.files.get(configurationFile)?.content === undefined)
    throw new Error(`its configuration ${configurationFile} could not be read`)
  return [
    ...contents(facts, [configurationFile]).map(([path, text]) => ({ path, text, keys })),
    ...contents(facts, [instanceConfiguration]).map(([path, text]) => ({ path, text, keys: socket })),
  ]
}

function editing(path: string, edit: () => string): string {
  try {
    return edit()
  } catch (error) {
    throw new Error(`in ${path}, ${messageOf(error)}`, { cause: error })
  }
}

function contents({ observed }: Facts, paths: readonly string[]): [string, string][] {
  return paths.flatMap(path => {
    const content = observed.files.get(path)?.content
    return content === undefined ? [] : [[path, content] as [string, string]]
  })
}

function rewrite(facts: Facts, path: string, text: string): ChangeInput[] {
  const before: ObservedFile | undefined = facts.observed.files.get(path)
  if (before?.content === text) return []
  return [
    file(path, text, {
      mode: before?.mode ?? '0644',
      owner: before?.owner ?? 'root',
      group: before?.group ?? 'root',
    }),
  ]
}
