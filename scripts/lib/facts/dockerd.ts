import { coerce } from 'semver'
import { z } from 'zod'
import type { Frame } from './frames.ts'
import { json, lines } from './text.ts'

/** What can be known of Docker while it does not run. */
export interface DockerdFacts {
  /** "20.10.24" */
  version: string
  /** Tags of the images in its store, by its own account of them: "busybox:1". */
  tags: string[]
}

// Names to tags to ids (moby, reference/store.go).
const repositories = z.object({
  Repositories: z.record(z.string(), z.record(z.string(), z.string())),
})

/** The Docker daemon that is installed, or undefined where none is. */
export function parseDockerd(frames: ReadonlyMap<string, Frame>): DockerdFacts | undefined {
  // "Docker version 20.10.24+dfsg1, build 297e128"
  const version = coerce(lines(frames.get('dockerd-version'))[0])?.version
  if (version === undefined) return undefined
  const stored = lines(frames.get('docker-stored')).flatMap(line => {
    const parsed = repositories.safeParse(json(line))
    return parsed.success ? Object.values(parsed.data.Repositories).flatMap(Object.keys) : []
  })
  return { version, tags: stored.filter(name => !name.includes('@')) }
}
