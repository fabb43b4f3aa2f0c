import { existsSync } from 'node:fs'
import { mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabNode } from '../../lab/lab.ts'
import { $ } from '../../lab/shell.ts'

// All that refit changes or keeps on a node lies on a small file system of its own. It can be filled, and it can
// lose what was not synced, as a disk does whose power is cut: ext4 knows it, the image behind it does not yet.

interface Part {
  /** The folder of the image. */
  name: string
  /** Where it is mounted, on this machine. */
  at: (node: LabNode) => string
}

const parts: readonly Part[] = [
  { name: 'etc', at: node => join(node.root, 'etc') },
  { name: 'refit', at: node => join(node.root, 'var/lib/refit') },
  { name: 'kubelet', at: node => join(node.directory, 'disk/kubelet') },
]

const size = 96 * 1024 * 1024

/** Moves those folders of a node that does not run onto such a disk. Nothing, where they are on one. */
export async function makeDisk(node: LabNode): Promise<void> {
  if (await isMounted(node)) return
  const image = imageOf(node)
  await writeFile(image, '')
  await truncate(image, size)
  await $`mkfs.ext4 -q -F ${image}`
  await mountImage(node)
  for (const { name, at } of parts) {
    await mkdir(join(placeOf(node), name), { recursive: true })
    await mkdir(at(node), { recursive: true })
    await $`cp -a ${at(node)}/. ${join(placeOf(node), name)}/`
  }
  await bindParts(node)
}

/** What a power cut does to the disk of a node that was killed just now: what was not synced is gone. */
export async function loseUnsynced(node: LabNode): Promise<void> {
  const image = imageOf(node)
  // The copy is made while the file system is still mounted: what it has not written is not in it.
  await $`cp --sparse=always ${image} ${image}.cut`
  await unmountDisk(node)
  await rename(`${image}.cut`, image)
  await mountImage(node)
  await bindParts(node)
}

/** Takes the disk away, for good. */
export async function removeDisk(node: LabNode): Promise<void> {
  await unmountDisk(node)
  await rm(imageOf(node), { force: true })
}

async function unmountDisk(node: LabNode): Promise<void> {
  for (const { at } of parts) await $({ nothrow: true })`umount ${at(node)}`
  await $({ nothrow: true })`umount -l ${placeOf(node)}`
}

async function mountImage(node: LabNode): Promise<void> {
  await mkdir(placeOf(node), { recursive: true })
  // Without `commit`, ext4 would write everything every five seconds, asked or not.
  await $`mount -o loop,commit=300 ${imageOf(node)} ${placeOf(node)}`
}

async function bindParts(node: LabNode): Promise<void> {
  for (const { name, at } of parts) await $`mount --bind ${join(placeOf(node), name)} ${at(node)}`
}

async function isMounted(node: LabNode): Promise<boolean> {
  if (!existsSync(imageOf(node))) return false
  return (await $({ nothrow: true })`mountpoint -q ${placeOf(node)}`).exitCode === 0
}

const imageOf = (node: LabNode) => join(node.directory, 'faults.img')
const placeOf = (node: LabNode) => join(node.directory, 'faults')
