import type { StoreName } from '../../lab/image-store.ts'
import type { ProfileName } from '../../lab/profile.ts'

/** A runtime as the matrix knows it, from outside of refit. */
export interface MatrixRuntime {
  /** As in `--only` and in the table. */
  name: string
  /** What `--to` is given. */
  to: string
  /** What a node on it reports, up to the second number of the version. */
  reported: string
  /** Where it answers; also how dockershim and cri-dockerd are told apart. */
  socket: string
  store: StoreName
}

/** What a profile's node can run, the one that it starts on first, and which pairs of them are legal. */
export interface Field {
  profile: ProfileName
  extras: readonly string[]
  runtimes: readonly MatrixRuntime[]
  legal: (from: MatrixRuntime, to: MatrixRuntime) => boolean
}

function runtime(
  name: string,
  to: string,
  reported: string,
  socket: string,
  store: StoreName,
): MatrixRuntime {
  return { name, to, reported, socket, store }
}

const containerdSocket = '/run/containerd/containerd.sock'
const criDockerdSocket = '/run/cri-dockerd.sock'
const crioSocket = '/run/crio/crio.sock'
const all = () => true

export const fields: readonly Field[] = [
  {
    profile: 'classic',
    extras: ['crio', 'cri-dockerd'],
    runtimes: [
      runtime('dockershim', 'dockershim', 'docker://20.10', '/run/dockershim.sock', 'docker'),
      runtime('cri-dockerd', 'cri-dockerd', 'docker://20.10', criDockerdSocket, 'docker'),
      runtime('containerd-1.6', 'containerd', 'containerd://1.6', containerdSocket, 'containerd'),
      runtime('crio-1.23', 'crio', 'cri-o://1.23', crioSocket, 'crio'),
    ],
    legal: all,
  },
  {
    profile: 'modern',
    extras: ['containerd-2.4', 'crio'],
    runtimes: [
      runtime('cri-dockerd', 'cri-dockerd', 'docker://26.1', criDockerdSocket, 'docker'),
      runtime('containerd-1.7', 'containerd@1.7', 'containerd://1.7', containerdSocket, 'containerd'),
      runtime('containerd-2.4', 'containerd@2.4', 'containerd://2.4', containerdSocket, 'containerd'),
      runtime('crio-1.36', 'crio', 'cri-o://1.36', crioSocket, 'crio'),
    ],
    legal: all,
  },
  {
    profile: 'current',
    extras: ['containerd-2.4'],
    runtimes: [
      runtime('containerd-1.7', 'containerd@1.7', 'containerd://1.7', containerdSocket, 'containerd'),
      runtime('containerd-2.4', 'containerd@2.4', 'containerd://2.4', containerdSocket, 'containerd'),
    ],
    // Kubernetes 1.36 has no use for containerd 1.x; the way back is the rollback.
    legal: from => from.name === 'containerd-1.7',
  },
]
