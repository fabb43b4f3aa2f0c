import { buildContainerd } from './build-containerd.ts'
import type { Extra } from './extra.ts'

/** The first 2.x with configuration version 3 that people stay on. */
export const containerd22: Extra = containerd('2.2', '2.2.0')

/** From 2.4 on the configuration is version 4. */
export const containerd24: Extra = containerd('2.4', '2.4.2')

function containerd(series: string, version: string): Extra {
  return {
    name: `containerd-${series}`,
    profiles: ['modern', 'current'],
    artifact: { name: `containerd-${version}`, build: options => buildContainerd(version, options) },
  }
}
