import { coerce } from 'semver'
import { parse } from 'smol-toml'
import { z } from 'zod'
import { parseStore } from './containers-storage.ts'
import type { ContainersStorageImage } from './containers-storage.ts'
import type { Frame } from './frames.ts'
import { lines } from './text.ts'

export interface CrioFacts {
  /** "1.36.3": of the program that its unit starts. */
  version: string
  /** That program. */
  program: string
  /** The folder of its store. */
  root: string
  /** The image of its pods, by its own configuration or default. */
  pauseImage: string | undefined
  /** Undefined where its present configuration cannot be read by CRI-O itself. */
  configuration: CrioConfiguration | undefined
  images: ContainersStorageImage[]
  /** Ids of the containers that run in it, whether it runs itself or not. */
  tasks: string[]
}

/** What of CRI-O's own configuration, all files together, refit goes by. */
export interface CrioConfiguration {
  defaultRuntime: string | undefined
  /** Low-level runtimes by name, each with its program; an empty one is looked for in PATH. */
  runtimes: Map<string, { path: string; monitor: string }>
  /** conmon, where one is named for all runtimes. */
  monitor: string
}

const word = z.string().catch('').default('')

const configuration = z.object({
  crio: z.object({
    runtime: z
      .object({
        default_runtime: z.string().optional().catch(undefined),
        conmon: word,
        runtimes: z
          .record(z.string(), z.object({ runtime_path: word, monitor_path: word }))
          .catch({})
          .default({}),
      })
      .prefault({}),
  }),
})

/** What CRI-O said of itself and keeps in its store; undefined where it is not installed. */
export function parseCrio(frames: ReadonlyMap<string, Frame>): CrioFacts | undefined {
  // "crio version 1.36.3"
  const [said] = lines(frames.get('crio-version'))
  const version = coerce(said)?.version
  if (version === undefined) return undefined
  const text = lines(frames.get('crio-config'))
  return {
    version,
    program: lines(frames.get('crio-program'))[0] ?? 'crio',
    root: setting(text, 'root') ?? '/var/lib/containers/storage',
    pauseImage: setting(text, 'pause'),
    configuration: parseConfiguration(text.join('\n')),
    images: parseStore(frames),
    tasks: lines(frames.get('crio-tasks')),
  }
}

// probe.sh sets these apart, for CRI-O writes them as comments where they are defaults.
function setting(text: readonly string[], name: string): string | undefined {
  return text
    .map(line => new RegExp(`^# ${name} (.+)$`, 'u').exec(line)?.[1])
    .find(value => value !== undefined)
}

function parseConfiguration(text: string): CrioConfiguration | undefined {
  const parsed = configuration.safeParse(table(text))
  if (!parsed.success) return undefined
  const { runtime } = parsed.data.crio
  return {
    defaultRuntime: runtime.default_runtime,
    monitor: runtime.conmon,
    runtimes: new Map(
      Object.entries(runtime.runtimes).map(([name, { runtime_path: path, monitor_path: monitor }]) => [
        name,
        { path, monitor },
      ]),
    ),
  }
}

function table(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
