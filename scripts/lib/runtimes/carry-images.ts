import type { DockerFacts, DockerImage } from '../facts/docker.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import { quote } from '../shell/quote.ts'
import { fullImageName } from './image-name.ts'
import type { RuntimeSettings } from './runtime.ts'

/** The images of Docker's store that the target lacks, by tag, with the bytes that they take there. */
export interface CarriedImage {
  tag: string
  name: string
  size: number
}

/** Which images of Docker's store are to be in containerd's before the switch, and are not yet. */
export function imagesToCarry(
  docker: DockerFacts | undefined,
  present: readonly string[],
  carry: RuntimeSettings['images']['carry'],
): CarriedImage[] {
  if (docker === undefined || carry === 'none') return []
  const wanted = carry === 'all' ? docker.images : docker.images.filter(image => isUsed(image, docker))
  return wanted
    .flatMap(({ tags, size }) => tags.map(tag => ({ tag, name: fullImageName(tag), size })))
    .filter(({ name }) => !present.includes(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Images that cannot be carried, because Docker knows them by their digest alone. */
export function untaggedImages(docker: DockerFacts | undefined): string[] {
  return docker?.images.flatMap(({ tags, digests }) => (tags.length === 0 ? digests.slice(0, 1) : [])) ?? []
}

/** One change an image, so that progress shows and a failure names the image. */
export function carryIntoContainerd(images: readonly CarriedImage[]): ChangeInput[] {
  return images.map(({ tag, name, size }) =>
    command(name, {
      phase: 'prepare',
      action: 'carry',
      reasons: [`${Math.max(1, Math.round(size / 1e6))} MB from Docker's store`],
      // The exit code of a pipe's first half is lost in POSIX sh, so the result is looked at instead.
      script: `docker save ${quote(tag)} | ctr -n k8s.io images import - >/dev/null
ctr -n k8s.io images ls -q | grep -qxF ${quote(name)} || { echo "it is not in containerd's store after the import" >&2; exit 1; }
`,
      undo: `ctr -n k8s.io images rm ${quote(name)} >/dev/null 2>&1 || :\n`,
    }),
  )
}

function isUsed({ id, tags }: DockerImage, { containers }: DockerFacts): boolean {
  return containers.some(({ image }) => image === id || id.startsWith(image) || tags.includes(image))
}
