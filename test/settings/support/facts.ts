import type { DockerFacts } from '../../../scripts/lib/facts/docker.ts'
import type { Facts } from '../../../scripts/lib/facts/facts.ts'
import type { ObservedFile } from '../../../scripts/lib/facts/observed.ts'
import { factsOf } from '../../support/facts.ts'

/** A worker on dockershim, with the files of its runtimes taken away and these in their place. */
export function nodeWith(files: Record<string, string>, dockerd: readonly string[] = []): Facts {
  const facts = factsOf('worker-on-dockershim')
  const kept = [...facts.observed.files].filter(([path]) => !/docker|containerd|containers|crio/u.test(path))
  const given = Object.entries(files).map(
    ([path, content]) => [path, { exists: true, content, mode: '0644' }] satisfies [string, ObservedFile],
  )
  return {
    ...facts,
    docker: { ...(facts.docker as DockerFacts), arguments: [...dockerd] },
    observed: { ...facts.observed, files: new Map([...kept, ...given]) },
  }
}
