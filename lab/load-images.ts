import { join } from 'node:path'
import { imageStores } from './image-store.ts'
import type { Lab, LabNode } from './lab.ts'
import { profiles } from './profile.ts'
import { registryImages } from './registries.ts'

/** Puts what kubeadm's pods run into the store of a node. */
export async function loadImages(lab: Lab, node: LabNode): Promise<void> {
  await storeOf(lab).load(node, join(lab.images, 'kubernetes.tar'))
}

/** Puts the lab's busybox into its registries, by real pushes from a node. */
export async function pushBusybox(lab: Lab, node: LabNode): Promise<void> {
  const store = storeOf(lab)
  await store.load(node, join(lab.images, 'busybox.tar'))
  // They have one storage behind them, and the insecure one takes what all of them serve.
  const names = Object.values(registryImages(lab.registries)).map(name =>
    name.replace(/^[^/]+/u, lab.registry),
  )
  for (const name of names) {
    await store.tag(node, 'lab/busybox:1', name)
    await store.push(node, name)
    if (name !== lab.image) await store.remove(node, name)
  }
  await store.remove(node, 'lab/busybox:1')
}

const storeOf = (lab: Lab) => imageStores[profiles[lab.profile].store]
