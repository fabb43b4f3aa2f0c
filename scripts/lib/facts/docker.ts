import { z } from 'zod'
import type { Frame } from './frames.ts'
import { json, lines } from './text.ts'

export interface DockerFacts {
  version: string
  running: boolean
  cgroupDriver: string
  liveRestore: boolean
  rootDirectory: string
  containers: DockerContainer[]
  images: DockerImage[]
  /** Containers that containerd runs for Docker, by id: true also while dockerd is stopped. */
  tasks: string[]
  /** Questions that Docker did not answer, with what happened: what they would have told is unknown, not empty. */
  problems: string[]
  /** Its proxy settings as "HTTPS_PROXY=http://proxy:3128", without user and password; only those that are set. */
  proxy: string[]
  /** Registries that have a folder in /etc/docker/certs.d. */
  certificates: string[]
  /** The words that dockerd was started with, whichever unit, drop-in or environment file they came from. */
  arguments: string[]
}

export interface DockerContainer {
  id: string
  running: boolean
  /** UID of the pod; empty for a container that Kubernetes did not start. */
  pod: string
  /** namespace/name of the pod. */
  podName: string
  sandbox: boolean
  image: string
  name: string
}

export interface DockerImage {
  id: string
  /** Bytes, uncompressed. */
  size: number
  tags: string[]
  digests: string[]
}

const information = z.object({
  ServerVersion: z.string().min(1),
  CgroupDriver: z.string().default(''),
  LiveRestoreEnabled: z.boolean().default(false),
  DockerRootDir: z.string().default('/var/lib/docker'),
  HttpProxy: z.string().default(''),
  HttpsProxy: z.string().default(''),
  NoProxy: z.string().default(''),
})

/** What Docker said of itself, or undefined where no Docker daemon answers. */
export function parseDocker(frames: ReadonlyMap<string, Frame>): DockerFacts | undefined {
  const parsed = information.safeParse(json(frames.get('docker-info')?.body ?? ''))
  if (!parsed.success) return undefined
  return {
    version: parsed.data.ServerVersion,
    running: true,
    cgroupDriver: parsed.data.CgroupDriver,
    liveRestore: parsed.data.LiveRestoreEnabled,
    rootDirectory: parsed.data.DockerRootDir,
    containers: lines(frames.get('docker-containers')).map(parseContainer),
    images: lines(frames.get('docker-images')).map(parseImage),
    tasks: lines(frames.get('docker-tasks')),
    proxy: proxyOf(parsed.data),
    certificates: lines(frames.get('docker-certificates')),
    arguments: lines(frames.get('docker-arguments')).slice(1),
    problems: ['docker-containers', 'docker-images'].flatMap(name => problemOf(name, frames.get(name))),
  }
}

// timeout(1) ends with 124 what it had to end.
function problemOf(name: string, frame: Frame | undefined): string[] {
  if (frame?.code === 0) return []
  if (frame === undefined) return [`${name} (not asked)`]
  return [`${name} (${frame.code === 124 ? 'no answer in time' : `exit code ${frame.code}`})`]
}

function proxyOf({ HttpProxy, HttpsProxy, NoProxy }: z.infer<typeof information>): string[] {
  const set = Object.entries({ HTTP_PROXY: HttpProxy, HTTPS_PROXY: HttpsProxy, NO_PROXY: NoProxy })
  return set.flatMap(([name, text]) => (text === '' ? [] : [`${name}=${withoutUser(text)}`]))
}

// A proxy may be written without its scheme: "user:password@proxy:3128".
function withoutUser(url: string): string {
  return url.replace(/^([a-z0-9+.-]+:\/\/)?.*@/iu, '$1')
}

function parseContainer(line: string): DockerContainer {
  const [id = '', status = '', pod = '', podName = '', type = '', image = '', name = ''] = line.split('\t')
  return { id, running: status.startsWith('Up'), pod, podName, sandbox: type === 'podsandbox', image, name }
}

const names = z.array(z.string()).nullable().catch(null)

function parseImage(line: string): DockerImage {
  const [id = '', size = '', tags = '', digests = ''] = line.split('\t')
  return {
    id,
    size: Number(size) || 0,
    tags: (names.parse(json(tags)) ?? []).filter(tag => tag !== '<none>:<none>'),
    digests: names.parse(json(digests)) ?? [],
  }
}
