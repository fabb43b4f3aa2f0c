import type { DockerFacts } from '../facts/docker.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import type { Note } from '../plan/plan.ts'
import type { ImageStore, StoredImage } from './image-store.ts'
import type { Runtime, RuntimeContext } from './runtime.ts'
import { sandboxImage } from './sandbox-image.ts'

type Between = Pick<RuntimeContext, 'facts' | 'settings'> & {
  current: Pick<Runtime, 'store'>
  target: Pick<Runtime, 'store' | 'id'>
}

/**
 * Which images of the old runtime's store are to be in the new one's before the switch, and are not yet. The sandbox
 * image is always among them: without it a node is Ready and starts no pod.
 */
export function imagesToCarry(context: Between): StoredImage[] {
  return wantedImages(context).filter(({ incomplete }) => incomplete !== true)
}

/** What is known before of the images that would be carried and cannot be. */
export function incompleteImages(context: Between): Note[] {
  const names = wantedImages(context).flatMap(({ name, incomplete }) => (incomplete === true ? [name] : []))
  if (names.length === 0) return []
  return [
    {
      severity: 'warning',
      id: 'image-incomplete',
      message: `${ownerOf[context.current.store.id]} store has not kept all layers of ${names.join(', ')}: they are not carried, and pulled anew when a pod needs them.`,
      fix: `See that their registries answer, or fetch the layers before: ctr -n k8s.io content fetch ${names[0]}.`,
    },
  ]
}

function wantedImages(context: Between): StoredImage[] {
  const { facts, settings, current, target } = context
  const { carry } = settings.images
  if (current.store.id === target.store.id) return []
  const sandbox = sandboxImage(context).image
  const present = new Set(target.store.images(facts).map(({ name }) => name))
  return current.store
    .images(facts)
    .filter(({ name }) => !present.has(name))
    .filter(({ name, used }) => carry === 'all' || (carry === 'used' && used) || name === sandbox)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Images that cannot be carried, because Docker knows them by their digest alone. */
export function untaggedImages(docker: DockerFacts | undefined): string[] {
  return docker?.images.flatMap(({ tags, digests }) => (tags.length === 0 ? digests.slice(0, 1) : [])) ?? []
}

/** One change an image, so that progress shows and a failure names the image. */
export function carryImages(context: Between): ChangeInput[] {
  const { current, target } = context
  const images = imagesToCarry(context).map(image =>
    command(image.name, {
      phase: 'prepare',
      action: 'carry',
      reasons: [`${Math.max(1, Math.round(image.size / 1e6))} MB from ${ownerOf[current.store.id]} store`],
      // The exit code of a pipe's first half is lost in POSIX sh, so the result is looked at instead.
      script: `${current.store.save(image)} | {\n${target.store.load(image.name)}\n}\n`,
      undo: `${target.store.remove(image.name)}\n`,
    }),
  )
  return [...images, ...pullSandbox(context)]
}

// A sandbox image that neither store has: pulled while the old runtime still serves, or nothing is changed.
function pullSandbox(context: Between): ChangeInput[] {
  const { facts, current, target } = context
  const { image, reasons } = sandboxImage(context)
  const stores = [current.store, target.store]
  const isThere = (store: ImageStore) =>
    store.images(facts).some(({ name, incomplete }) => name === image && incomplete !== true)
  if (stores.some(isThere)) return []
  return [
    command(image, {
      phase: 'prepare',
      action: 'carry',
      reasons: [...reasons, 'it is in no store of the node, and is pulled'],
      script: `${target.store.pull(image)}\n`,
      undo: `${target.store.remove(image)}\n`,
    }),
  ]
}

const ownerOf: Record<ImageStore['id'], string> = {
  docker: "Docker's",
  containerd: "containerd's",
  'containers-storage': "CRI-O's",
}
