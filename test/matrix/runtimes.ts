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
  /** What the lab has to be brought up `--with` for it. */
  extra?: string
}

/** What a profile's node can run, the one that it starts on first, and which pairs of them are legal. */
export interface Field {
  profile: ProfileName
  runtimes: readonly MatrixRuntime[]
  legal: (from: MatrixRuntime, to: MatrixRuntime) => boolean
}

const dockershim = { socket: '/run/dockershim.sock', store: 'docker' } as const
const criDockerd = { socket: '/run/cri-dockerd.sock', store: 'docker' } as const
const containerd = { socket: '/run/containerd/containerd.sock', store: 'containerd' } as const
const crio = { socket: '/run/crio/crio.sock', store: 'crio', extra: 'crio' } as const

const containerd17 = {
  name: 'containerd-1.7',
  to: 'containerd@1.7',
  reported: 'containerd://1.7',
  ...containerd,
}
const containerd24 = {
  name: 'containerd-2.4',
  to: 'containerd@2.4',
  reported: 'containerd://2.4',
  ...containerd,
  extra: 'containerd-2.4',
}

const all = () => true

export const fields: readonly Field[] = [
  {
    profile: 'classic',
    runtimes: [
      { name: 'dockershim', to: 'dockershim', reported: 'docker://20.10', ...dockershim },
      {
        name: 'cri-dockerd',
        to: 'cri-dockerd',
        reported: 'docker://20.10',
        ...criDockerd,
        extra: 'cri-dockerd',
      },
      { name: 'containerd-1.6', to: 'containerd', reported: 'containerd://1.6', ...containerd },
      { name: 'crio-1.23', to: 'crio', reported: 'cri-o://1.23', ...crio },
    ],
    legal: all,
  },
  {
    profile: 'modern',
    runtimes: [
      { name: 'cri-dockerd', to: 'cri-dockerd', reported: 'docker://26.1', ...criDockerd },
      containerd17,
      containerd24,
      { name: 'crio-1.36', to: 'crio', reported: 'cri-o://1.36', ...crio },
    ],
    // What is written for 2.4 is not written back for 1.7; the way back is the rollback.
    legal: (from, to) => from !== containerd24 || to !== containerd17,
  },
  {
    profile: 'current',
    runtimes: [containerd17, containerd24],
    // Kubernetes 1.36 has no use for containerd 1.x; the way back is the rollback.
    legal: from => from === containerd17,
  },
]
