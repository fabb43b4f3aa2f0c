import type { StopReason } from './errors.ts'

/** What the caller of a command, or its own limits, want ended. */
export class StopRequest extends Error {
  override name = 'StopRequest'
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(reason)
    this.reason = reason
  }
}

/** All that may end the wait for a command before the command ends. */
export interface Stop {
  /** Never resolves; rejects with the StopRequest, or with what `fail` was given. */
  readonly asked: Promise<never>
  /** Throws what `asked` has rejected with. */
  check(): void
  readonly now: (reason: StopReason) => void
  readonly fail: (error: unknown) => void
  dispose(): void
}

/** More makes a timer of Node fire at once. */
const longestTimer = 2 ** 31 - 1

/** Watches a deadline, in milliseconds, and a signal. */
export function watchStop({ timeout, signal }: { timeout: number; signal: AbortSignal | undefined }): Stop {
  const { promise: asked, reject } = Promise.withResolvers<never>()
  let failed: { error: unknown } | undefined
  const fail = (error: unknown) => {
    failed ??= { error }
    reject(error)
  }
  asked.catch(() => undefined)
  const now = (reason: StopReason) => fail(new StopRequest(reason))
  const onAbort = () => now('aborted')
  const timer = setTimeout(() => now('timeout'), Math.min(timeout, longestTimer))
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  return {
    asked,
    check() {
      if (failed) throw failed.error
    },
    now,
    fail,
    dispose() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
}
