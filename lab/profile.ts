import { classic } from './profile-classic.ts'
import { current } from './profile-current.ts'
import { modern } from './profile-modern.ts'

/** A kind of node that people have: which Debian, which Docker, which Kubernetes, and how they are joined. */
export interface Profile {
  name: 'classic' | 'modern' | 'current'
  /** One line for `lab up`. */
  title: string
  debian: 'bookworm' | 'trixie'
  packages: string[]
  /** How many nodes a lab has that is not told. */
  nodeCount: number
  /** Whose store the images of the control plane are put into: that of what kubelet runs its pods with. */
  store: 'docker' | 'containerd'
  /** Without the leading v. */
  kubernetes: string
  /** Its openapi definitions are not in the Go module, and have to be generated (until 1.23). */
  generateOpenapi: boolean
  /** Image tags that this kubeadm asks for. */
  etcdTag: string
  pauseTag: string
  kubeadmApi: 'kubeadm.k8s.io/v1beta3' | 'kubeadm.k8s.io/v1beta4'
  criSocket: string
  /** Lines for the KubeletConfiguration that kubeadm spreads. */
  kubelet: Record<string, unknown>
  /** Files of REFIT_LAB_BIN that a node cannot do without, and those that are nice to have. */
  binaries: { required: string[]; optional: string[] }
  units: string[]
  /** Low-level runtimes that get the wrapper of lab/node/runc-wrapper: paths on the node. */
  wrapped: string[]
  /** Folders of lab/node that extras add (see extra.ts). */
  extraFolders: string[]
  /** For the node's systemd, through nspawn. */
  environment: Record<string, string>
}

export type ProfileName = Profile['name']

export const profiles: Record<ProfileName, Profile> = { classic, modern, current }
