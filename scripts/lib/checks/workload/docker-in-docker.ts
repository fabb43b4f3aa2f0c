import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { hostPaths } from './host-paths.ts'
import type { Container } from './pod-spec.ts'
import { withoutDocker } from './sockets.ts'
import type { Workload } from './workload.ts'

/** A container that runs a Docker of its own: "docker:24-dind", or one that starts dockerd. */
export function runsDocker({ image, command, args }: Container): boolean {
  if (/(?:^|[/:-])dind(?:[-@:]|$)/u.test(image)) return true
  return [...command, ...args].some(word => /(?:^|[\s/])dockerd(?:\s|$)/u.test(word))
}

/** Whether the pod brings its own Docker, and has nothing to do with the host's. */
export function hasOwnDocker(workload: Workload): boolean {
  return (
    workload.spec.containers.some(runsDocker) &&
    !hostPaths(workload).some(({ path }) => /docker\.sock/u.test(path))
  )
}

/** Docker in Docker goes on as it was; but what it rests on is worth a look. */
export const dockerInDocker: Check<Workload> = {
  id: 'docker-in-docker',
  title: 'Runs a Docker of its own',
  severity: 'note',
  about: 'workload',
  targets: withoutDocker,
  reads: 'images and commands of containers',
  why: 'It does not use the node’s Docker and goes on; but images that it builds were never the node’s, and are not now.',
  fix: 'Let one such pod run on the first node that is changed; a builder without a daemon (BuildKit rootless, Buildah, kaniko) needs no privileges.',
  sources: [sources.affects],
  run: ({ owner, spec, place }) =>
    spec.containers.filter(runsDocker).map(({ name, image, path }) => ({
      owner,
      place: place([...path, 'image']),
      message: `The container ${name} runs a Docker of its own (${image}).`,
    })),
}
