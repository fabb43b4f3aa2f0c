import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { holds, hostPaths } from './host-paths.ts'
import type { HostPath } from './host-paths.ts'
import type { Workload } from './workload.ts'

/** Targets that no Docker runs under. */
export const withoutDocker = ['containerd', 'crio'] as const

const dockerSocket: Check<Workload> = {
  id: 'docker-socket',
  title: "Mounts Docker's socket",
  severity: 'blocker',
  about: 'workload',
  targets: withoutDocker,
  reads: 'hostPath volumes, and the subPath of each mount',
  why: 'Nobody answers on that socket once the node has left Docker: what asks Docker for containers, images or logs gets none.',
  fix: 'Use the Kubernetes API, or the CRI socket of the new runtime; build images with BuildKit, Buildah or kaniko.',
  sources: [sources.affects, sources.detector],
  run: workload => found(workload, ({ path }) => /docker\.sock/u.test(path) && !shim.test(path), 'mounts'),
}

const shimSocket: Check<Workload> = {
  id: 'shim-socket',
  title: 'Mounts the socket of dockershim or cri-dockerd',
  severity: 'blocker',
  about: 'workload',
  targets: withoutDocker,
  reads: 'hostPath volumes, and the subPath of each mount',
  why: 'That CRI socket is gone with dockershim or cri-dockerd; the new runtime has another one.',
  fix: "Mount the new runtime's socket: /run/containerd/containerd.sock, or /run/crio/crio.sock.",
  sources: [sources.affects, sources.detector],
  run: workload => found(workload, ({ path }) => shim.test(path), 'mounts'),
}

const socketParent: Check<Workload> = {
  id: 'docker-socket-folder',
  title: "Mounts a folder in which Docker's socket is",
  severity: 'warning',
  about: 'workload',
  targets: withoutDocker,
  reads: 'hostPath volumes of /, /run and /var/run',
  why: "It may use Docker's socket through that folder, and then breaks as if it mounted the socket.",
  fix: 'Find out whether it talks to Docker; if it does not, mount only what it needs, or waive this.',
  sources: [sources.agents],
  run: workload =>
    found(
      workload,
      ({ path }) => holds(path, '/run/docker.sock') && path !== '/run/docker.sock',
      "mounts a folder of Docker's socket:",
    ),
}

const dockerData: Check<Workload> = {
  id: 'docker-data',
  title: "Mounts Docker's data or configuration",
  severity: 'warning',
  about: 'workload',
  targets: withoutDocker,
  reads: 'hostPath volumes of /var/lib/docker, what is below it, /var/lib, /var and /etc/docker',
  why: 'Containers, their logs and images are elsewhere after the change: what reads them there finds nothing new.',
  fix: 'Read logs from /var/log/pods or /var/log/containers, and the rest through the API.',
  sources: [sources.agents, sources.logging],
  run: workload =>
    found(
      workload,
      ({ path }) => dataFolders.some(folder => isBelow(path, folder)),
      "mounts Docker's files:",
    ),
}

const dataFolders = ['/var/lib/docker', '/var/lib/dockershim', '/var/lib/cri-dockerd', '/etc/docker']

function isBelow(path: string, folder: string): boolean {
  // The root is what docker-socket-folder says already.
  return holds(folder, path) || (path !== '/' && path !== '/etc' && holds(path, folder))
}

const shim = /(?:dockershim|cri-dockerd|cri-docker)\.sock/u

function found(workload: Workload, matches: (path: HostPath) => boolean, says: string) {
  return hostPaths(workload)
    .filter(matches)
    .map(({ written, volume, at }) => ({
      owner: workload.owner,
      place: workload.place(at),
      message: `The volume ${volume} ${says} ${written}.`,
    }))
}

/** What of Docker's a workload mounts. */
export const socketChecks: readonly Check<Workload>[] = [dockerSocket, shimSocket, socketParent, dockerData]
