import { unpackBinaries } from './binaries.ts'
import { buildImages } from './build-images.ts'
import { buildKubernetes } from './build-kubernetes.ts'
import { buildTools } from './build-tools.ts'
import type { CacheOptions } from './cache.ts'
import { buildArtifacts, buildExtraPrograms, withExtras } from './extra.ts'
import type { Extra } from './extra.ts'
import type { LabRecord } from './lab.ts'
import { buildDebian, buildNodeLayer } from './node-image.ts'
import type { Profile } from './profile.ts'
import { together } from './together.ts'

/** Builds everything of a profile, and of these extras, that is not in the cache yet; gives the paths that a lab keeps. */
export async function build(
  plain: Profile,
  extras: readonly Extra[],
  options: CacheOptions & { binaries: string | undefined },
): Promise<Pick<LabRecord, 'layers' | 'kubernetes' | 'registryProgram' | 'images' | 'artifacts'>> {
  const profile = withExtras(plain, extras)
  const binaries = await unpackBinaries(profile, options.binaries, options)
  const tools = await buildTools(options)
  // The one waits for the network, the other for the processor.
  const [kubernetes, debian] = await together([
    buildKubernetes(profile, options),
    buildDebian(profile, options),
  ])
  const programs = { ...binaries, ...(await buildExtraPrograms(profile, extras, options)) }
  const [layer, images] = await together([
    buildNodeLayer(profile, { kubernetes, tools, binaries: programs }, options),
    buildImages(profile, { kubernetes, tools, busybox: debian.busybox }, options),
  ])
  const artifacts = await buildArtifacts(extras, options)
  return { layers: [layer, debian.root], kubernetes, registryProgram: debian.registry, images, artifacts }
}
