import { coerce } from 'semver'
import { z } from 'zod'
import { parseFlags } from './kubelet.ts'
import { json, lines } from './text.ts'
import type { Frame } from './frames.ts'

export interface ContainerdFacts {
  /** "1.6.20": of the program that its unit runs. */
  version: string
  /** Of the program on the node's PATH, which may be another; undefined where there is none. */
  versionInPath: string | undefined
  /** The unit's program, as a path; undefined where there is no unit. */
  program: string | undefined
  /** What the unit gives the program. */
  arguments: string[]
  configurationFile: string
  /** Whether it answers now. */
  running: boolean
  /** The images in the namespace that Kubernetes uses, one for each name. */
  images: ContainerdImage[]
  /** Ids of the containers that run in it. */
  tasks: string[]
  /** The image of the pods that it runs; undefined where it runs none. */
  sandboxImage?: string
  /** Containers of neither Kubernetes nor Docker that run in it, as "NAMESPACE ID". */
  others?: string[]
  /** The shims that its containers run under: "io.containerd.runc.v2". */
  shims: string[]
  /** What it says of itself that a later version does not have, by the id of each deprecation, with its message. */
  deprecations: ReadonlyMap<string, string>
  /** Images that were converted from the first format of Docker's registries. */
  schema1: string[]
}

export interface ContainerdImage {
  name: string
  /** Bytes, as they were pulled: compressed. */
  size: number
  /** Whether a container, running or not, was made from it, under whichever of its names. */
  used: boolean
  /** Its layers are not all kept, so it cannot be taken out. */
  incomplete: boolean
}

export const defaultContainerdConfiguration = '/etc/containerd/config.toml'

/** What containerd said of itself, or undefined where it is not installed. */
export function parseContainerd(frames: ReadonlyMap<string, Frame>): ContainerdFacts | undefined {
  const versionInPath = versionOf(frames.get('containerd-in-path'))
  const version = versionOf(frames.get('containerd-version')) ?? versionInPath
  if (version === undefined) return undefined
  const [sandboxImage] = lines(frames.get('containerd-sandbox-image'))
  const [program, ...words] = lines(frames.get('containerd-arguments'))
  const flags = parseFlags(words)
  return {
    version,
    versionInPath,
    program,
    arguments: words,
    configurationFile: flags.get('config') ?? flags.get('c') ?? defaultContainerdConfiguration,
    running: frames.get('containerd-images')?.code === 0,
    images: imagesOf(
      lines(frames.get('containerd-images')),
      lines(frames.get('containerd-containers')),
      new Set(lines(frames.get('containerd-incomplete'))),
    ),
    tasks: lines(frames.get('containerd-tasks')),
    ...(sandboxImage === undefined ? {} : { sandboxImage }),
    others: lines(frames.get('containerd-others')),
    shims: lines(frames.get('containerd-handlers')),
    deprecations: deprecationsOf(frames.get('containerd-deprecations')),
    schema1: lines(frames.get('containerd-schema1')),
  }
}

// "docker.io/library/busybox:1 sha256:… 2.1 MiB", and "CONTAINER docker.io/library/busybox:1".
function imagesOf(
  images: readonly string[],
  containers: readonly string[],
  incomplete: ReadonlySet<string>,
): ContainerdImage[] {
  const rows = images.map(line => line.split(' '))
  const digests = new Map(rows.map(([name = '', digest = '']) => [name, digest]))
  const used = new Set(containers.map(line => digests.get(line.split(' ')[1] ?? '')))
  return rows.map(([name = '', digest = '', size = '', unit = '']) => ({
    name,
    size: Math.round(Number(size) * (units.get(unit) ?? 0)) || 0,
    used: used.has(digest),
    incomplete: incomplete.has(name),
  }))
}

const units = new Map(['B', 'KiB', 'MiB', 'GiB', 'TiB'].map((unit, power) => [unit, 1024 ** power]))

// "containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u1", and a "v" before it upstream
function versionOf(frame: Frame | undefined): string | undefined {
  return coerce((frame?.body ?? '').split(' ')[2])?.version
}

const warnings = z.array(z.object({ id: z.string(), message: z.string().default('') })).catch([])

// Known from 1.6.27 and 1.7.12 on; older ones fail, and say nothing.
function deprecationsOf(frame: Frame | undefined): Map<string, string> {
  const found = warnings.parse(json(frame?.body ?? ''))
  return new Map(found.map(({ id, message }) => [id.replace(/^io\.containerd\.deprecation\//u, ''), message]))
}
