import { coerce } from 'semver'
import { lines } from './text.ts'
import type { Frame } from './frames.ts'

export interface ContainerdFacts {
  /** "1.6.20": of the program on the node's PATH. */
  version: string
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
}

export interface ContainerdImage {
  name: string
  /** Bytes, as they were pulled: compressed. */
  size: number
  /** Whether a container, running or not, was made from it, under whichever of its names. */
  used: boolean
}

/** What containerd said of itself, or undefined where it is not installed. */
export function parseContainerd(frames: ReadonlyMap<string, Frame>): ContainerdFacts | undefined {
  // "containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u1"
  const word = (frames.get('containerd-version')?.body ?? '').split(' ')[2]
  const version = coerce(word)?.version
  if (version === undefined) return undefined
  const [sandboxImage] = lines(frames.get('containerd-sandbox-image'))
  return {
    version,
    running: frames.get('containerd-images')?.code === 0,
    images: imagesOf(lines(frames.get('containerd-images')), lines(frames.get('containerd-containers'))),
    tasks: lines(frames.get('containerd-tasks')),
    ...(sandboxImage === undefined ? {} : { sandboxImage }),
    others: lines(frames.get('containerd-others')),
  }
}

// "docker.io/library/busybox:1 sha256:… 2.1 MiB", and "CONTAINER docker.io/library/busybox:1".
function imagesOf(images: readonly string[], containers: readonly string[]): ContainerdImage[] {
  const rows = images.map(line => line.split(' '))
  const digests = new Map(rows.map(([name = '', digest = '']) => [name, digest]))
  const used = new Set(containers.map(line => digests.get(line.split(' ')[1] ?? '')))
  return rows.map(([name = '', digest = '', size = '', unit = '']) => ({
    name,
    size: Math.round(Number(size) * (units.get(unit) ?? 0)) || 0,
    used: used.has(digest),
  }))
}

const units = new Map(['B', 'KiB', 'MiB', 'GiB', 'TiB'].map((unit, power) => [unit, 1024 ** power]))
