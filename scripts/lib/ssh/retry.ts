/** When to try again. */
export interface RetryOptions {
  readonly tries: number
  readonly shouldRetry: (error: unknown) => boolean
  /** Waits that many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>
  /** From 0 up to 1. */
  readonly random?: () => number
}

/**
 * Tries an attempt several times, with waits of 0.1, 0.2, 0.4 … seconds (2 at most), each lengthened by up to a
 * half at random, so that many hosts that failed together do not come back together. Rejects with the last error.
 */
export async function retry<Value>(attempt: () => Promise<Value>, options: RetryOptions): Promise<Value> {
  const { tries, shouldRetry, pause, random = Math.random } = options
  for (let failed = 1; ; failed++) {
    try {
      return await attempt()
    } catch (error) {
      if (failed >= tries || !shouldRetry(error)) throw error
      await pause(Math.min(2000, 100 * 2 ** (failed - 1)) * (1 + random() / 2))
    }
  }
}
