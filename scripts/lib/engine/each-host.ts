import { RefitError } from '../errors.ts'
import { messageOf } from '../errors.ts'

/**
 * Does the same for many hosts, a few at a time, and waits for all of them. Where some fail, one error tells of
 * each: equal reasons are told once.
 */
export async function eachHost<Item extends { name: string }, Result>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<Result>,
  stop?: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = []
  const failures = new Map<Item, unknown>()
  const queue = [...items.entries()]
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (stop?.aborted === true) return
      const [index, item] = next
      try {
        results[index] = await act(item)
      } catch (error) {
        failures.set(item, error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  if (stop?.aborted === true) throw new RefitError('You asked to stop.', { state: 'Nothing more was begun.' })
  if (failures.size > 0) throw together(failures)
  return results
}

function together(failures: ReadonlyMap<{ name: string }, unknown>): unknown {
  const [only] = failures.values()
  if (failures.size === 1) return only
  const byReason = Map.groupBy(failures, ([, error]) => messageOf(error))
  const lines = [...byReason].map(
    ([reason, hosts]) => `${hosts.map(([{ name }]) => name).join(', ')}: ${reason}`,
  )
  const first = [...failures.values()].find(error => error instanceof RefitError)
  return new RefitError(`${failures.size} hosts failed:\n  ${lines.join('\n  ')}`, {
    ...(first?.state === undefined ? {} : { state: first.state }),
    ...(first?.next === undefined ? {} : { next: first.next }),
    cause: only,
  })
}
