import { z } from 'zod'
import type { Frame } from '../../../facts/frames.ts'
import { json } from '../../../facts/text.ts'
import { linesOf, valuesOf } from './text.ts'

/** What Docker is set to and holds, beyond the facts. */
export interface DockerSurvey {
  logDriver: string
  /** Docker keeps its images in containerd: the default of new installations from Docker 29 on. */
  usesContainerdImages: boolean
  swarm: boolean
  /** The log drivers of the containers of Kubernetes that run in it. */
  logDrivers: string[]
  others: OtherContainer[]
  volumes: number
  networks: number
}

/** A container that Kubernetes did not start. */
export interface OtherContainer {
  name: string
  image: string
  running: boolean
  /** "no", "always", "unless-stopped", "on-failure" */
  restart: string
  /** Its project, where Docker Compose started it. */
  project: string | undefined
  mountsSocket: boolean
}

const information = z.object({
  ServerVersion: z.string().min(1),
  LoggingDriver: z.string().default(''),
  DriverStatus: z.array(z.array(z.string())).nullable().catch(null),
  Swarm: z.object({ LocalNodeState: z.string().default('inactive') }).catch({ LocalNodeState: 'inactive' }),
})

/** What survey.sh tells of Docker, or undefined where its daemon does not answer. */
export function parseDockerSurvey(frames: ReadonlyMap<string, Frame>): DockerSurvey | undefined {
  const parsed = information.safeParse(json(frames.get('docker-info')?.body ?? ''))
  if (!parsed.success) return undefined
  const { data } = parsed
  const rest = linesOf(frames, 'docker-rest')
  const count = (word: string) => Number(valuesOf(rest, word)[0]) || 0
  return {
    logDriver: data.LoggingDriver,
    usesContainerdImages: (data.DriverStatus ?? []).some(([key]) => key === 'driver-type'),
    swarm: !['inactive', ''].includes(data.Swarm.LocalNodeState),
    logDrivers: linesOf(frames, 'docker-log-drivers').flatMap(
      line => /^\s*\d+ (\S+)$/u.exec(line)?.[1] ?? [],
    ),
    others: linesOf(frames, 'other-containers').flatMap(parseOther),
    volumes: count('volumes'),
    networks: count('networks'),
  }
}

const text = z.string().catch('')

function parseOther(line: string): OtherContainer[] {
  const [name, image, running, restart, project, , mounts = ''] = line.split('\t')
  if (mounts === undefined || restart === undefined) return []
  return [
    {
      name: text.parse(json(name ?? '')).replace(/^\//u, ''),
      image: text.parse(json(image ?? '')),
      running: running === 'true',
      restart,
      project: text.parse(json(project ?? '')) || undefined,
      mountsSocket: mounts
        .split(' ')
        .some(source => /^(?:\/(?:var\/)?run\/docker\.sock|\/(?:var\/)?run|\/)$/u.test(source)),
    },
  ]
}
