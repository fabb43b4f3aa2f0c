import { z } from 'zod'
import { json } from '../../../facts/text.ts'
import { valuesOf } from './text.ts'

/** The networks and the plugins that CNI has on a node. */
export interface CniSurvey {
  /** In the order in which a runtime reads them: the first that is a network is the one of pods. */
  networks: CniNetwork[]
  /** Programs, by folder. */
  plugins: Map<string, Set<string>>
  /** Versions of the specification that the loopback plugin knows, by folder. */
  loopback: Map<string, string[]>
}

export interface CniNetwork {
  file: string
  /** Undefined where the file is not the JSON of a network. */
  network: { name: string; cniVersion: string; types: string[] } | undefined
}

const plugin = z.object({
  type: z.string().default(''),
  ipam: z
    .object({ type: z.string().default('') })
    .optional()
    .catch(undefined),
})
const configuration = z.object({
  name: z.string().default(''),
  cniVersion: z.string().default(''),
  type: z.string().optional(),
  ipam: plugin.shape.ipam,
  plugins: z.array(plugin).optional(),
})
const versions = z.object({ supportedVersions: z.array(z.string()) })

/** What survey.sh tells of CNI. */
export function parseCni(lines: readonly string[]): CniSurvey {
  const plugins = new Map<string, Set<string>>()
  for (const path of valuesOf(lines, 'plugin')) {
    const at = path.lastIndexOf('/')
    const folder = plugins.get(path.slice(0, at)) ?? new Set()
    plugins.set(path.slice(0, at), folder.add(path.slice(at + 1)))
  }
  const networks = valuesOf(lines, 'file').map(parseNetwork)
  return {
    networks: networks.filter(({ file }) => /\.(?:conf|conflist|json)$/u.test(file)),
    plugins,
    loopback: new Map(valuesOf(lines, 'loopback').map(parseLoopback)),
  }
}

function parseNetwork(line: string): CniNetwork {
  const at = line.lastIndexOf(' ')
  const file = at === -1 ? line : line.slice(0, at)
  const text = at === -1 ? '' : Buffer.from(line.slice(at + 1), 'base64').toString('utf8')
  const parsed = configuration.safeParse(json(text))
  if (!parsed.success) return { file, network: undefined }
  const { name, cniVersion, type, ipam, plugins } = parsed.data
  const all = plugins ?? (type === undefined ? [] : [{ type, ipam }])
  const types = all.flatMap(each => [each.type, each.ipam?.type ?? '']).filter(Boolean)
  return { file, network: types.length === 0 ? undefined : { name, cniVersion, types } }
}

function parseLoopback(line: string): [folder: string, versions: string[]] {
  const at = line.indexOf(' ')
  const parsed = versions.safeParse(json(line.slice(at + 1)))
  return [at === -1 ? line : line.slice(0, at), parsed.success ? parsed.data.supportedVersions : []]
}
