import { coerce } from 'semver'
import type { Frame } from './frames.ts'
import { lines } from './text.ts'

export interface CriDockerdFacts {
  /** "0.4.3": of the program that its unit starts. */
  version: string
  /** The program itself. */
  program: string
  /** What its unit gives it, a word each; none where it has no unit. */
  arguments: string[]
  /** Sockets on which systemd listens for it. */
  sockets: string[]
}

/** What is known of cri-dockerd, or undefined where it is not installed. */
export function parseCriDockerd(frames: ReadonlyMap<string, Frame>): CriDockerdFacts | undefined {
  const [program] = lines(frames.get('cri-dockerd-program'))
  if (program === undefined) return undefined
  return {
    // "cri-dockerd 0.4.3 (HEAD)"; a build of one's own may say no number.
    version: coerce(lines(frames.get('cri-dockerd-version'))[0])?.version ?? 'of an unknown version',
    program,
    arguments: lines(frames.get('cri-dockerd-arguments')).slice(1),
    sockets: lines(frames.get('cri-dockerd-sockets')),
  }
}
