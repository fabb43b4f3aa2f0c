import { posix } from 'node:path'
import type { Path, Workload } from './workload.ts'

/** A path of the host that containers of a workload see. */
export interface HostPath {
  /** Without symbolic links that every distribution has, doubled slashes and dots: "/run/docker.sock". */
  path: string
  /** As it is written, with the subPath behind it. */
  written: string
  volume: string
  /** The type that the volume asks for; with "Socket" a pod does not start where there is none. */
  type: string
  /** Where it stands in the pod's spec. */
  at: Path
}

/** Every path of the host that is mounted: a mount with a subPath sees only that, a volume without mounts all of it. */
export function hostPaths({ spec }: Workload): HostPath[] {
  return spec.volumes.flatMap(({ name, hostPath }, index) => {
    if (hostPath.path === '') return []
    const mounts = spec.containers.flatMap(({ volumeMounts, path }) =>
      volumeMounts.flatMap((mount, position) =>
        mount.name === name ? [{ ...mount, at: [...path, 'volumeMounts', position, 'subPath'] }] : [],
      ),
    )
    const whole = { path: plain(hostPath.path), written: hostPath.path, volume: name, type: hostPath.type }
    const narrow = mounts
      .filter(({ subPath }) => subPath !== '')
      .map(({ subPath, at }) => {
        const written = posix.join(hostPath.path, subPath)
        return { ...whole, path: plain(written), written, at }
      })
    const isWhole = mounts.length === 0 || narrow.length < mounts.length
    return [...(isWhole ? [{ ...whole, at: ['volumes', index, 'hostPath', 'path'] }] : []), ...narrow]
  })
}

/** Whether a folder, or the path itself, has `target` in it. */
export function holds(path: string, target: string): boolean {
  return path === '/' || target === path || target.startsWith(`${path}/`)
}

// /var/run is a symbolic link to /run wherever systemd runs.
function plain(path: string): string {
  const normal = posix.normalize(`/${path}`).replace(/(?<=.)\/$/u, '')
  return normal.replace(/^\/var\/run(?=\/|$)/u, '/run')
}
