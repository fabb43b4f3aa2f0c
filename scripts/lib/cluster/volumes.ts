import { z } from 'zod'
import { json } from '../facts/text.ts'
import type { Kubectl } from './kubectl.ts'
import { waitUntil } from './wait.ts'
import type { WaitOptions } from './wait.ts'

const attachments = z.object({
  items: z.array(
    z.object({ metadata: z.object({ name: z.string() }), spec: z.object({ nodeName: z.string() }) }),
  ),
})

/** Waits until no volume is attached to the node any more. Gives what still is when the time is up. */
export function waitForDetach(
  kubectl: Kubectl,
  node: string,
  wait: WaitOptions,
): Promise<string | undefined> {
  return waitUntil(async () => {
    const result = await kubectl(['get', 'volumeattachments', '-o', 'json'])
    // A cluster without the storage API has no attachments to wait for.
    if (result.stderr.includes("doesn't have a resource type")) return undefined
    const parsed = attachments.safeParse(json(result.stdout))
    if (!parsed.success) return 'the API server does not say which volumes are attached'
    const attached = parsed.data.items.filter(({ spec }) => spec.nodeName === node)
    return attached.length === 0 ? undefined : `${attached.length} volumes are still attached`
  }, wait)
}
