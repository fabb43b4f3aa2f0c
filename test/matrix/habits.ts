import type { StoreName } from '../../lab/image-store.ts'
import { inProbe } from './probe.ts'
import type { Site } from './site.ts'

/** What containers get on a node, whoever gives it to them. */
export interface Habits {
  /** A log is rotated at this size; so many files of it stay. */
  logBytes: number
  logFiles: number
  /** Open files, "soft hard". */
  ulimits: string
}

/** The habits that are in force on the node now, looked at in the probe pod. */
export async function habitsOf(site: Site, store: StoreName): Promise<Habits> {
  const [ulimits, rotation] = [
    // Of the container itself: for a command of exec, runc 1.1 and Go may raise the soft limit to the hard one, by chance
    // (opencontainers/runc issue 4195).
    await inProbe(site, "sed -n 's/^Max open files *//p' /proc/1/limits"),
    await (store === 'docker' ? dockersRotation(site) : kubeletsRotation(site)),
  ]
  return { ...rotation, ulimits: ulimits.trim().split(/\s+/u, 2).join(' ') }
}

/** What is otherwise than it was, a line each. Pure. */
export function changedHabits(before: Habits, now: Habits): string[] {
  return Object.entries(now).flatMap(([key, value]) => {
    const was = before[key as keyof Habits]
    return was === value ? [] : [`${names[key as keyof Habits]}: ${value}, and was ${was}`]
  })
}

const names: Record<keyof Habits, string> = {
  logBytes: 'bytes of a log before it is rotated',
  logFiles: 'files of a log',
  ulimits: 'ulimits of open files in a container',
}

/** Docker rotates the logs of its containers itself. */
async function dockersRotation({ lab, node }: Site): Promise<Omit<Habits, 'ulimits'>> {
  const options = JSON.parse(
    await lab.onNode(
      node.name,
      'docker inspect --format "{{json .HostConfig.LogConfig.Config}}" $(docker ps -q --filter label=io.kubernetes.pod.name=probe --filter label=io.kubernetes.docker.type=container | head -n 1)',
    ),
  ) as Record<string, string>
  return { logBytes: bytes(options['max-size'] ?? '-1'), logFiles: Number(options['max-file'] ?? 1) }
}

async function kubeletsRotation({ lab, node }: Site): Promise<Omit<Habits, 'ulimits'>> {
  const { kubeletconfig } = JSON.parse(
    await lab.kubectl('get', '--raw', `/api/v1/nodes/${node.name}/proxy/configz`),
  ) as { kubeletconfig: { containerLogMaxSize: string; containerLogMaxFiles: number } }
  return { logBytes: bytes(kubeletconfig.containerLogMaxSize), logFiles: kubeletconfig.containerLogMaxFiles }
}

const units: Record<string, number> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  K: 1e3,
  M: 1e6,
  G: 1e9,
}

/**
 * Bytes, of Docker's "10m" and of Kubernetes' "10Mi". Docker's letters are powers of ten here (go-units,
 * FromHumanSize); Kubernetes' own small m, thousandths, makes no sense of a log.
 */
export function bytes(text: string): number {
  const [, number = '', unit = ''] = /^(-?\d+)([A-Za-z]*)$/u.exec(text) ?? []
  const factor = units[unit]
  if (number === '' || factor === undefined) throw new RangeError(`${text}: not a size`)
  return Number(number) * factor
}
