import type { Facts } from '../facts/facts.ts'
import type { Note, PlanItem } from './plan.ts'

/** Blockers for the archives that have no room on a node, packed or unpacked, as far as its disks were measured. */
export function artifactSpace(items: readonly PlanItem[], { host: { freeSpace } }: Facts): Note[] {
  const needs = new Map<string, number>()
  const add = (path: string, bytes: number) => {
    const folder = [...freeSpace.keys()].find(name => path === name || path.startsWith(`${name}/`))
    if (folder !== undefined) needs.set(folder, (needs.get(folder) ?? 0) + bytes)
  }
  for (const { artifact } of items) {
    if (artifact === undefined) continue
    add('/var/lib/refit', artifact.size)
    add(artifact.destination, unpacked * artifact.size)
  }
  return [...needs].flatMap(([folder, bytes]) => missing(folder, bytes, freeSpace.get(folder) ?? 0))
}

/** Programs in Go are packed to less than a third of their size, but hardly to less than a fourth. */
const unpacked = 4

function missing(folder: string, needed: number, free: number): Note[] {
  if (needed < free) return []
  const message = `The archives to install need ${Math.ceil(needed / 1e6)} MB in ${folder}, and ${Math.floor(free / 1e6)} MB are free.`
  return [{ severity: 'blocker', id: 'artifact-space', message, fix: 'Free the space on the node.' }]
}
