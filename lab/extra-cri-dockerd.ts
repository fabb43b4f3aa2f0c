import type { Extra } from './extra.ts'

/** The real cri-dockerd beside dockershim: it serves a kubelet of 1.23 too. Nodes of `modern` have it anyway. */
export const criDockerd: Extra = {
  name: 'cri-dockerd',
  profiles: ['classic'],
  node: () => ({ folder: 'extras/cri-dockerd', binaries: ['cri-dockerd'] }),
}
