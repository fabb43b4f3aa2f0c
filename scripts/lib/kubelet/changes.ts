import type { Facts } from '../facts/facts.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import type { ObservedFile } from '../facts/observed.ts'
import type { ChangeInput } from '../plan/change.ts'
import { file } from '../plan/changes.ts'
import { setTopLevel } from './configuration.ts'
import { environmentFiles, flagPaths, instanceConfiguration } from './files.ts'
import { appendFlags } from './append-flags.ts'
import { editFlags, hasFlag } from './flags.ts'
import type { FlagEdit } from './flags.ts'
import { dockershimFlags, needsRemoteFlag, readsEndpointFromConfiguration, refusedFlags } from './gates.ts'

/**
 * The files that make this kubelet speak CRI to `endpoint`, each changed where the setting lives now and
 * nowhere else. Throws an Error with a sentence where a file cannot be understood.
 */
export function kubeletChanges(facts: Facts, kubelet: KubeletFacts, endpoint: string): ChangeInput[] {
  const edits = flagEdits(kubelet, endpoint)
  const texts = new Map(flagFiles(facts).map(([path, text]) => [path, editFlags(text, edits)]))
  for (const [variable, path, flags] of additions(facts, kubelet, endpoint)) {
    texts.set(path, appendFlags(texts.get(path) ?? '', variable, flags))
  }
  for (const [path, text] of configurationFiles(facts, kubelet)) {
    texts.set(path, setTopLevel(text, 'containerRuntimeEndpoint', endpoint))
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
function additions(facts: Facts, kubelet: KubeletFacts, endpoint: string): [string, string, string[]][] {
  if (readsEndpointFromConfiguration(kubelet.version)) return []
  const texts = flagFiles(facts).map(([, text]) => text)
  const missing = (name: string) => !texts.some(text => hasFlag(text, name))
  const flags = [
    ...(needsRemoteFlag(kubelet.version) && missing('container-runtime')
      ? ['--container-runtime=remote']
      : []),
    ...(missing('container-runtime-endpoint') ? [`--container-runtime-endpoint=${endpoint}`] : []),
  ]
  return [['KUBELET_KUBEADM_ARGS', environmentFiles[0], flags]]
}

function flagFiles(facts: Facts): [string, string][] {
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
  return contents(facts, [...new Set([kubelet.configurationFile, instanceConfiguration])])
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
