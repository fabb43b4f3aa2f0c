import type { DockerFacts, DockerImage } from '../facts/docker.ts'
import { quote } from '../shell/quote.ts'
import { fullImageName } from './image-name.ts'
import type { ImageStore } from './image-store.ts'

/** Docker's own store: dockershim and cri-dockerd share it. */
export const dockerStore: ImageStore = {
  id: 'docker',
  directory: ({ docker }) => docker?.rootDirectory ?? '/var/lib/docker',
  images: ({ docker, dockerd }) =>
    docker?.images.flatMap(image =>
      image.tags.map(tag => ({
        name: fullImageName(tag),
        reference: tag,
        size: image.size,
        used: isUsed(image, docker),
      })),
    ) ??
    // A Docker that does not run holds images all the same.
    dockerd?.tags.map(tag => ({ name: fullImageName(tag), reference: tag, size: 0, used: false })) ??
    [],
  save: ({ reference }) => `docker save ${quote(reference)}`,
  load: name => `docker load >/dev/null
docker image inspect ${quote(name)} >/dev/null || { echo "it is not in Docker's store after the import" >&2; exit 1; }`,
  pull: name => `docker pull ${quote(name)} >/dev/null`,
  remove: name => `docker image rm ${quote(name)} >/dev/null 2>&1 || :`,
}

function isUsed({ id, tags }: DockerImage, { containers }: DockerFacts): boolean {
  return containers.some(({ image }) => image === id || id.startsWith(image) || tags.includes(image))
}
