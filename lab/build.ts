import { unpackBinaries } from './binaries.ts'
import { buildImages } from './build-images.ts'
import { buildKubernetes } from './build-kubernetes.ts'
import { buildTools } from './build-tools.ts'
import type { CacheOptions } from './cache.ts'
import type { LabRecord } from './lab.ts'
import { buildDebian, buildNodeLayer } from './node-image.ts'
import type { Profile } from './profile.ts'

/** Builds everything of a profile that is not in the cache yet; gives the paths that a lab keeps. */
export async function build(
  profile: Profile,
  options: CacheOptions & { binaries: string | undefined },
): Promise<Pick<LabRecord, 'layers' | 'kubernetes' | 'registryProgram' | 'images'>> {
  const binaries = await unpackBinaries(profile, options.binaries, options)
  const tools = await buildTools(options)
  // The one waits for the network, the other for the processor.
  const [kubernetes, debian] = await together(
    buildKubernetes(profile, options),
    buildDebian(profile, options),
  )
  const [layer, images] = await together(
    buildNodeLayer(profile, { kubernetes, tools, binaries }, options),
    buildImages(profile, { kubernetes, tools, busybox: debian.busybox }, options),
  )
  return { layers: [layer, debian.root], kubernetes, registryProgram: debian.registry, images }
}

/** Both results; a failure is thrown only when the other is done as well, so that nothing goes on in the dark. */
async function together<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b])
  return Promise.all([a, b])
}
