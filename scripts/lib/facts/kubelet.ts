import { coerce } from 'semver'
import { parse } from 'yaml'
import { z } from 'zod'
import { lines, processWords } from './text.ts'
import type { Frame } from './frames.ts'
import type { Observed } from './observed.ts'

export interface KubeletFacts {
  /** "1.23.17" */
  version: string
  /** What it is set up with is only known while it runs. */
  running: boolean
  /** Arguments of the running process, without the program. */
  arguments: string[]
  /** The node's name in the cluster. */
  nodeName: string
  configurationFile: string
  /** The folder of its drop-ins, where it was given one: later ones win over earlier ones, and all over the file. */
  configurationFolder?: string
  /** The CRI endpoint that it uses now; undefined while it uses its own dockershim. */
  endpoint: string | undefined
  cgroupDriver: string
  /** Manifest files of static pods. */
  manifests: string[]
  controlPlane: boolean
  /** "cluster.local" */
  clusterDomain: string
  /** Ranges of pods and services; known on a control plane alone. */
  clusterNetworks: string[]
}

export const defaultKubeletConfiguration = '/var/lib/kubelet/config.yaml'

const configuration = z.object({
  cgroupDriver: z.string().optional().catch(undefined),
  containerRuntimeEndpoint: z.string().optional().catch(undefined),
  clusterDomain: z.string().optional().catch(undefined),
})

/** How the kubelet is set up, or undefined where none is installed. */
export function parseKubelet(
  frames: ReadonlyMap<string, Frame>,
  observed: Observed,
  hostname: string,
): KubeletFacts | undefined {
  const version = coerce(frames.get('kubelet-version')?.body)?.version
  if (version === undefined) return undefined
  const given = processWords(frames.get('kubelet-arguments')).slice(1)
  const flags = parseFlags(given)
  const configurationFile = flags.get('config') ?? defaultKubeletConfiguration
  const configurationFolder = flags.get('config-dir')
  const places = { configurationFile, ...(configurationFolder === undefined ? {} : { configurationFolder }) }
  const files = configurationPaths(places, observed).map(path =>
    readConfiguration(observed.files.get(path)?.content),
  )
  const file: z.infer<typeof configuration> = Object.assign({}, ...files)
  const manifests = lines(frames.get('kubelet-manifests'))
  return {
    version,
    running: given.length > 0,
    arguments: given,
    nodeName: flags.get('hostname-override') ?? hostname.toLowerCase(),
    ...places,
    endpoint: endpoint(flags, file.containerRuntimeEndpoint),
    cgroupDriver: flags.get('cgroup-driver') ?? file.cgroupDriver ?? 'cgroupfs',
    manifests,
    controlPlane: manifests.some(name => name.startsWith('kube-apiserver')),
    clusterDomain: flags.get('cluster-domain') ?? file.clusterDomain ?? 'cluster.local',
    clusterNetworks: lines(frames.get('cluster-networks')),
  }
}

/** kubelet's configuration and its drop-ins in the order in which it reads them (KEP-3983). */
export function configurationPaths(
  { configurationFile, configurationFolder }: Pick<KubeletFacts, 'configurationFile' | 'configurationFolder'>,
  { files }: Observed,
): string[] {
  const inFolder = [...files.keys()].filter(
    path =>
      configurationFolder !== undefined &&
      path.startsWith(`${configurationFolder}/`) &&
      path.endsWith('.conf'),
  )
  return [configurationFile, ...inFolder.toSorted()]
}

// A flag wins over the file. `--container-runtime-endpoint` has a default in old kubelets, but only counts
// with `--container-runtime=remote`; from 1.24 on there is nothing but remote.
function endpoint(flags: ReadonlyMap<string, string>, configured: string | undefined): string | undefined {
  if (flags.get('container-runtime') === 'docker') return undefined
  return flags.get('container-runtime-endpoint') ?? (configured === '' ? undefined : configured)
}

function readConfiguration(text: string | undefined): z.infer<typeof configuration> {
  try {
    return configuration.parse(parse(text ?? '') ?? {})
  } catch {
    return {}
  }
}

/** `--name=value`, `--name value` and `--name`, as pflag reads them; the last of several wins. */
export function parseFlags(words: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>()
  for (const [index, word] of words.entries()) {
    const match = /^--?([a-z][a-z0-9-]*)(?:=(.*))?$/su.exec(word)
    if (match === null) continue
    const following = words[index + 1]
    flags.set(match[1] ?? '', match[2] ?? (following?.startsWith('-') === false ? following : 'true'))
  }
  return flags
}
