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

/**
 * The files that make this kubelet speak CRI to `endpoint`, each changed where the setting lives now and
 * nowhere else. Throws an Error that names the file which cannot be edited; see `kubeletProblem`.
 */
export function kubeletChanges(facts: Facts, kubelet: KubeletFacts, endpoint: string): ChangeInput[] {
  const edits = flagEdits(kubelet, endpoint)
  const texts = new Map(
    flagFiles(facts).map(([path, text]) => [path, editing(path, () => editFlags(text, edits))]),
  )
  const flags = missingFlags(facts, kubelet, endpoint)
  if (flags.length > 0) {
    const { path, variable } = homeOf(facts, flags)
    const text = texts.get(path) ?? ''
    texts.set(
      path,
      editing(path, () => appendFlags(text, variable, flags)),
    )
  }
  for (const [path, text] of configurationFiles(facts, kubelet)) {
    texts.set(
      path,
      editing(path, () => setTopLevel(text, 'containerRuntimeEndpoint', endpoint)),
    )
  }
  return [...texts].flatMap(([path, text]) => rewrite(facts, path, text))
}

function flagEdits(kubelet: KubeletFacts, endpoint: string): FlagEdit[] {
  const gone = new Set([...dockershimFlags, ...refusedFlags(kubelet.version)].map(({ name }) => name))
  const remote = needsRemoteFlag(kubelet.version) ? 'remote' : undefined
  return [
    ...[...gone].map(name => ({ name, value: undefined })),
    { name: 'container-runtime', value: remote },
    { name: 'container-runtime-endpoint', value: endpoint },
    { name: 'image-service-endpoint', value: endpoint },
  ]
}

// A flag wins over the configuration file, so where kubelet reads the endpoint from the file it gets no flag
// that it does not have already.
function missingFlags(facts: Facts, kubelet: KubeletFacts, endpoint: string): string[] {
  if (readsEndpointFromConfiguration(kubelet.version)) return []
  const home = flagHome(facts)
  const there = home === undefined ? '' : (facts.observed.files.get(home.path)?.content ?? '')
  const given = parseFlags(kubelet.arguments)
  // A file that no unit reads may have the flag too: what counts is that kubelet runs with it.
  const missing = (name: string) => !given.has(name) && !hasFlag(there, name)
  return [
    ...(needsRemoteFlag(kubelet.version) && missing('container-runtime')
      ? ['--container-runtime=remote']
      : []),
    ...(missing('container-runtime-endpoint') ? [`--container-runtime-endpoint=${endpoint}`] : []),
  ]
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

function configurationFiles(facts: Facts, kubelet: KubeletFacts): [string, string][] {
  if (!readsEndpointFromConfiguration(kubelet.version)) return []
  const { configurationFile } = kubelet
  const given = parseFlags(kubelet.arguments).has('container-runtime-endpoint')
  if (!given && facts.observed.files.get(configurationFile)?.content === undefined)
    throw new Error(`its configuration ${configurationFile} could not be read`)
  return contents(facts, [...new Set([configurationFile, instanceConfiguration])])
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
