import { coerce } from 'semver'
import { lines } from './text.ts'
import type { Frame } from './frames.ts'

export interface ContainerdFacts {
  /** "1.6.20": of the program on the node's PATH. */
  version: string
  /** Whether it answers now. */
  running: boolean
  /** Names of the images in the namespace that Kubernetes uses. */
  images: string[]
  /** Ids of the containers that run in it. */
  tasks: string[]
}

/** What containerd said of itself, or undefined where it is not installed. */
export function parseContainerd(frames: ReadonlyMap<string, Frame>): ContainerdFacts | undefined {
  // "containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u1"
  const word = (frames.get('containerd-version')?.body ?? '').split(' ')[2]
  const version = coerce(word)?.version
  if (version === undefined) return undefined
  return {
    version,
    running: frames.get('containerd-images')?.code === 0,
    images: lines(frames.get('containerd-images')),
    tasks: lines(frames.get('containerd-tasks')),
  }
}
