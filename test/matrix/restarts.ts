import { z } from 'zod'
import type { TestLab } from '../lab/support/lab.ts'

const podList = z.looseObject({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ uid: z.string() }),
      status: z.looseObject({
        containerStatuses: z.array(z.looseObject({ name: z.string(), restartCount: z.number() })).default([]),
      }),
    }),
  ),
})

/** How often each container of each pod of the cluster was restarted, by "UID NAME". */
export async function restartCounts({ kubectl }: TestLab): Promise<Map<string, number>> {
  const { items } = podList.parse(JSON.parse(await kubectl('get', 'pods', '-A', '-o', 'json')))
  return new Map(
    items.flatMap(({ metadata, status }) =>
      status.containerStatuses.map(({ name, restartCount }) => [`${metadata.uid} ${name}`, restartCount]),
    ),
  )
}

/** How many restarts came in between, of containers that were there before and after. Pure. */
export function restartsBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  return [...after].reduce((sum, [key, count]) => sum + count - (before.get(key) ?? count), 0)
}
