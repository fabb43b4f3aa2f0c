import { z } from 'zod'
import type { Frame } from './frames.ts'
import { json, lines } from './text.ts'

/** An image in the store that CRI-O, podman and skopeo share. */
export interface ContainersStorageImage {
  id: string
  /** Full names: "docker.io/library/busybox:1". */
  names: string[]
  /** Bytes, uncompressed. */
  size: number
  /** Whether a container, running or not, was made from it. */
  used: boolean
}

const image = z.object({
  id: z.string(),
  names: z.array(z.string()).nullish(),
  layer: z.string().default(''),
})
const layer = z.object({
  id: z.string(),
  parent: z.string().default(''),
  'diff-size': z.number().default(0),
})
const container = z.object({ image: z.string().default('') })

type Layers = ReadonlyMap<string, z.infer<typeof layer>>

/** The images of containers-storage, from the files in which it keeps account of them (containers/storage). */
export function parseStore(frames: ReadonlyMap<string, Frame>): ContainersStorageImage[] {
  const byId: Layers = new Map(records(frames.get('crio-layers'), layer).map(one => [one.id, one]))
  const used = new Set(records(frames.get('crio-containers'), container).map(({ image: id }) => id))
  return records(frames.get('crio-images'), image).map(({ id, names, layer: top }) => ({
    id,
    names: names ?? [],
    size: sizeOf(top, byId),
    used: used.has(id),
  }))
}

// Each file is one line of JSON. What is not as it should be is left out: silence about an image only means that it
// is carried once more.
function records<T>(frame: Frame | undefined, schema: z.ZodType<T>): T[] {
  return lines(frame).flatMap(line => z.array(schema).safeParse(json(line)).data ?? [])
}

function sizeOf(top: string, byId: Layers): number {
  let size = 0
  const seen = new Set<string>()
  for (let id = top; byId.has(id) && !seen.has(id); id = byId.get(id)?.parent ?? '') {
    seen.add(id)
    size += byId.get(id)?.['diff-size'] ?? 0
  }
  return size
}
