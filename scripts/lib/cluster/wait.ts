import { setTimeout as sleep } from 'node:timers/promises'

/** Time, passed in so that tests need none. */
export interface Clock {
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** The real time. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
}

export interface WaitOptions {
  clock: Clock
  /** Milliseconds. */
  timeout: number
  /** Milliseconds between two looks. */
  interval?: number
  /** Told what is missing still, whenever that changes. */
  onWaiting?: (missing: string) => void
  signal?: AbortSignal | undefined
}

/**
 * Looks again and again until nothing is missing. `look` says what is, in a few words, or undefined when all is
 * there. Gives undefined, or what was missing when the time was up.
 */
export async function waitUntil(
  look: () => Promise<string | undefined>,
  { clock, timeout, interval = 1000, onWaiting, signal }: WaitOptions,
): Promise<string | undefined> {
  const deadline = clock.now() + timeout
  let told: string | undefined
  for (;;) {
    signal?.throwIfAborted()
    const missing = await look()
    if (missing === undefined) return undefined
    if (missing !== told) onWaiting?.(missing)
    told = missing
    if (clock.now() + interval > deadline) return missing
    await clock.sleep(interval, signal)
  }
}
