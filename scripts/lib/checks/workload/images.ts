import type { Check, Finding } from '../check.ts'
import { sources } from '../sources.ts'
import type { Container } from './pod-spec.ts'
import type { Workload } from './workload.ts'

const shortName: Check<Workload> = {
  id: 'short-image-name',
  title: 'Names an image without its registry',
  severity: 'warning',
  about: 'workload',
  targets: ['crio'],
  reads: 'images of containers',
  why: 'Docker and containerd take such a name for one of docker.io. CRI-O refuses it unless its node says which registries to ask.',
  fix: 'Write the registry: docker.io/library/nginx:1; or set unqualified-search-registries on the nodes.',
  sources: [sources.crioConfiguration],
  run: workload =>
    ofImages(workload, ({ image }) =>
      registryOf(image) === undefined ? `${image} names no registry.` : undefined,
    ),
}

const localImage: Check<Workload> = {
  id: 'local-image',
  title: 'Never pulls its image',
  severity: 'note',
  about: 'workload',
  reads: 'imagePullPolicy: Never',
  why: 'Such an image must be in the store of the new runtime before the pod starts; nobody fetches it.',
  fix: 'Leave images.carry at all in the inventory, so that migrate carries it over, or put it into a registry.',
  sources: [sources.images],
  run: workload =>
    ofImages(workload, ({ image, imagePullPolicy }) =>
      imagePullPolicy === 'Never' ? `${image} is never pulled, so it has to be there.` : undefined,
    ),
}

const oldImage: Check<Workload> = {
  id: 'schema-1-image',
  title: 'May be an image of schema 1',
  severity: 'warning',
  about: 'workload',
  targets: ['containerd'],
  reads: 'images of registries that were frozen while schema 1 was in use',
  why: 'containerd 2.0 no longer pulls images of schema 1 unless it is told to, and 2.1 cannot.',
  fix: 'Look at `skopeo inspect --raw docker://IMAGE`: where schemaVersion is 1, push the image again with any present tool.',
  sources: ['https://github.com/containerd/containerd/blob/main/docs/containerd-2.0.md'],
  run: workload =>
    ofImages(workload, ({ image }) =>
      /^(?:\w+\.)?gcr\.io\/google[_-]containers\//u.test(image)
        ? `${image} is from a registry that was frozen years ago.`
        : undefined,
    ),
}

function ofImages(
  { owner, spec, place }: Workload,
  says: (container: Container) => string | undefined,
): Finding[] {
  return spec.containers.flatMap(container => {
    const message = container.image === '' ? undefined : says(container)
    return message === undefined ? [] : [{ owner, place: place([...container.path, 'image']), message }]
  })
}

/** What stands before the first slash where it can be a host; undefined where a name has none. */
export function registryOf(image: string): string | undefined {
  const [first = '', ...rest] = image.split('/')
  return rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost')
    ? first
    : undefined
}

/** What images a workload uses. */
export const imageChecks: readonly Check<Workload>[] = [shortName, localImage, oldImage]
