import { imagesToCarry } from '../../runtimes/carry-images.ts'
import type { Check, Finding } from '../check.ts'
import { leavingDocker } from './subject.ts'
import type { NodeSubject } from './subject.ts'

/** Room for what the new runtime keeps, beside what the old one still has. */
export const diskChecks: readonly Check<NodeSubject>[] = [
  leavingDocker({
    id: 'disk-space',
    title: 'No room for the images in the new store',
    severity: 'blocker',
    about: 'node',
    reads: 'the sizes of the images, and the free space and inodes where the new runtime keeps its own',
    why: 'Both stores are there until cleanup. A disk that fills up during the change makes kubelet evict pods, or the runtime fail.',
    fix: 'Free the space, mount a disk for the new store, or carry over fewer with images.carry: used.',
    sources: ['https://github.com/replicatedhq/kURL/pull/2878'],
    run: space,
  }),
  leavingDocker({
    id: 'docker-disk',
    title: 'Docker has a disk of its own, and the new store has none',
    severity: 'warning',
    about: 'node',
    reads: 'the mounts of /var/lib/docker and of the folder of the new runtime, /etc/fstab',
    why: 'Images and layers will fill the disk that the new store is on, often the root, while that of Docker stays empty.',
    fix: "Mount a disk for the new store first; Docker's can take its place after cleanup, when no way back is needed.",
    sources: ['https://github.com/docker/for-linux/issues/1563'],
    run: separateDisk,
  }),
]

function space({ host, facts, survey: { disk }, current, target, settings }: NodeSubject): Finding[] {
  if (current === undefined) return []
  const images = imagesToCarry({ facts, settings, current, target })
  const folder = target.store.directory(facts)
  const room = disk.disks.get(folder)
  if (room === undefined) return []
  // Twice: the layers as they are imported, and unpacked.
  const needed = 2 * images.reduce((sum, { size }) => sum + size, 0)
  const found: Finding[] = []
  if (needed >= room.free)
    found.push({
      owner: host,
      place: { host, file: folder },
      message: `The ${images.length} images to carry over need ${megabytes(needed)} MB in ${folder}, and ${megabytes(room.free)} MB are free.`,
    })
  // An image of a language runtime has some ten thousand files.
  if (room.freeInodes !== undefined && room.freeInodes < images.length * 10_000 && room.freeInodes < 100_000)
    found.push({
      owner: host,
      place: { host, file: folder },
      severity: 'warning',
      message: `Only ${room.freeInodes} inodes are free in ${folder}, for ${images.length} images.`,
    })
  return found
}

function separateDisk({ host, facts, survey: { disk }, target }: NodeSubject): Finding[] {
  const root = facts.docker?.rootDirectory ?? '/var/lib/docker'
  const folder = target.store.directory(facts)
  const old = disk.disks.get(root)
  const next = disk.disks.get(folder)
  if (old === undefined || next === undefined || old.mountPoint === '/' || old.mountPoint === next.mountPoint)
    return []
  // The new store has one of its own too.
  if (next.mountPoint !== '/' && folder.startsWith(next.mountPoint)) return []
  const line = disk.fstab.get(old.mountPoint)
  return [
    {
      owner: host,
      place: line === undefined ? { host, file: old.mountPoint } : { host, file: '/etc/fstab', line },
      message: `Docker keeps its data on a disk of its own (${old.mountPoint}), and ${folder} is on ${next.mountPoint}, where ${megabytes(next.free)} MB are free.`,
    },
  ]
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}
