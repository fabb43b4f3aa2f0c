import { unpackBinaries } from './binaries.ts'
import { buildImages } from './build-images.ts'
import { buildKubernetes } from './build-kubernetes.ts'
import { buildTools } from './build-tools.ts'
import type { CacheOptions } from './cache.ts'
import type { LabRecord } from './lab.ts'
import { buildDebian, buildNodeLayer } from './node-image.ts'
import type { Profile } from './profile.ts'
import { together } from './together.ts'

/** Builds everything of a profile that is not in the cache yet; gives the paths that a lab keeps. */
export async function build(
  profile: Profile,
  options: CacheOptions & { binaries: string | undefined },
): Promise<Pick<LabRecord, 'layers' | 'kubernetes' | 'registryProgram' | 'images'>> {
  const binaries = await unpackBinaries(profile, options.binaries, options)
  const tools = await buildTools(options)
  // The one waits for the network, the other for the processor.
  const [kubernetes, debian] = await together([
    buildKubernetes(profile, options),
    buildDebian(profile, options),
  ])
  const [layer, images] = await together([
    buildNodeLayer(profile, { kubernetes, tools, binaries }, options),
    buildImages(profile, { kubernetes, tools, busybox: debian.busybox }, options),
  ])
  return { layers: [layer, debian.root], kubernetes, registryProgram: debian.registry, images }
}
