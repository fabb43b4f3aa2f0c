import { join } from 'node:path'
import { $ } from './shell.ts'
import type { Lab, LabNode } from './lab.ts'
import { enter, onNode } from './on-node.ts'

/** Puts what kubeadm's pods run into a node's Docker. */
export async function loadImages(lab: Lab, node: LabNode): Promise<void> {
  await load(node, join(lab.images, 'kubernetes.tar'))
}

/** Puts the lab's busybox into its registry, by a real push from a node. */
export async function pushBusybox(lab: Lab, node: LabNode): Promise<void> {
  await load(node, join(lab.images, 'busybox.tar'))
  await onNode(
    node,
    `docker tag lab/busybox:1 ${lab.image} && docker push --quiet ${lab.image} && docker rmi lab/busybox:1`,
  )
}

async function load(node: LabNode, archive: string): Promise<void> {
  await $`${await enter(node)} docker load --quiet < ${archive}`
}
