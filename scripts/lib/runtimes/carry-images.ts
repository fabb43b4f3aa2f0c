import type { DockerFacts } from '../facts/docker.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import type { ImageStore, StoredImage } from './image-store.ts'
import type { RuntimeContext } from './runtime.ts'

type Between = Pick<RuntimeContext, 'facts' | 'settings'> & {
  current: { store: ImageStore }
  target: { store: ImageStore }
}

/** Which images of the old runtime's store are to be in the new one's before the switch, and are not yet. */
export function imagesToCarry({ facts, settings, current, target }: Between): StoredImage[] {
  const { carry } = settings.images
  if (carry === 'none' || current.store.id === target.store.id) return []
  const present = new Set(target.store.images(facts).map(({ name }) => name))
  return current.store
    .images(facts)
    .filter(({ name, used }) => !present.has(name) && (carry === 'all' || used))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Images that cannot be carried, because Docker knows them by their digest alone. */
export function untaggedImages(docker: DockerFacts | undefined): string[] {
  return docker?.images.flatMap(({ tags, digests }) => (tags.length === 0 ? digests.slice(0, 1) : [])) ?? []
}

/** One change an image, so that progress shows and a failure names the image. */
export function carryImages(context: Between): ChangeInput[] {
  const { current, target } = context
  return imagesToCarry(context).map(image =>
    command(image.name, {
      phase: 'prepare',
      action: 'carry',
      reasons: [`${Math.max(1, Math.round(image.size / 1e6))} MB from ${ownerOf[current.store.id]} store`],
      // The exit code of a pipe's first half is lost in POSIX sh, so the result is looked at instead.
      script: `${current.store.save(image)} | {\n${target.store.load(image.name)}\n}\n`,
      undo: `${target.store.remove(image.name)}\n`,
    }),
  )
}

const ownerOf: Record<ImageStore['id'], string> = {
  docker: "Docker's",
  containerd: "containerd's",
  'containers-storage': "CRI-O's",
}
