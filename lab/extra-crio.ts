import { buildCrio } from './build-crio.ts'
import type { Extra } from './extra.ts'

/** CRI-O of the node's time: 1.23.0 from its Go module, 1.36.3 from REFIT_LAB_BIN. */
export const crio: Extra = {
  name: 'crio',
  profiles: ['classic', 'modern', 'current'],
  node: profile => ({
    packages: ['conmon', 'crun', 'skopeo'],
    wrapped: ['/usr/bin/crun'],
    folder: 'extras/crio',
    ...(profile === 'classic'
      ? { programs: options => buildCrio('1.23.0', options) }
      : { binaries: ['crio', 'pinns'] }),
  }),
}
