import { setTimeout as sleep } from 'node:timers/promises'
import { RefitError } from '../scripts/lib/errors.ts'

/** Calls `probe` until it gives something other than undefined or false; fails after `seconds` with `what`. */
export async function poll<T>(
  what: string,
  seconds: number,
  probe: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const result = await probe()
    if (result !== undefined && result !== false) return result
    if (performance.now() > deadline) throw new RefitError(`${what}: not within ${seconds} seconds.`)
    await sleep(250)
  }
}
