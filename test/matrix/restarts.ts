import { z } from 'zod'
import type { TestLab } from '../lab/support/lab.ts'

const podList = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ uid: z.string() }),
      status: z.looseObject({
        containerStatuses: z
          .array(z.looseObject({ name: z.string(), containerID: z.string().default('') }))
          .default([]),
      }),
    }),
  ),
})

/** The id of each container of each pod of the cluster, by "UID NAME". */
export async function containerIds({ kubectl }: TestLab): Promise<Map<string, string>> {
  const { items } = podList.parse(JSON.parse(await kubectl('get', 'pods', '-A', '-o', 'json')))
  return new Map(
    items.flatMap(({ metadata, status }) =>
      status.containerStatuses.map(({ name, containerID }) => [`${metadata.uid} ${name}`, containerID]),
    ),
  )
}

/**
 * How many containers of pods that were there before and after are other ones now. By their ids: kubelet's own count
 * begins with what is left in a runtime of an earlier time. Pure.
 */
export function restartsBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): number {
  return [...after].filter(([key, id]) => (before.get(key) ?? id) !== id).length
}
