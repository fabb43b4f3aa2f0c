/** How an operator interrupts a run. */
export interface Interruption {
  /** Asked once: end after the phase in hand, and begin no other host. */
  readonly stop: AbortSignal
  /** Asked twice: leave the phase in hand now, and take the host back. */
  readonly abort: AbortSignal
  /** Gives the signals back to Node, whose default is to end the process. */
  dispose: () => void
}

/** What it needs of a process. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
}

/**
 * Listens for Ctrl-C, SIGTERM and a terminal that is closed. `say` is told what will happen; it should make a
 * note in the report, which is the only thing that can write while a terminal is being drawn on.
 */
export function interruption(source: SignalSource, say: (message: string) => void): Interruption {
  const [stop, abort] = [new AbortController(), new AbortController()]
  const listener = (): void => {
    if (!stop.signal.aborted) {
      say('stopping after this phase; press Ctrl-C again to undo the host in hand at once')
      stop.abort()
    } else if (!abort.signal.aborted) {
      say('undoing the host in hand now; wait for it, or look at it with the status script')
      abort.abort()
    } else {
      say('already undoing the host in hand')
    }
  }
  for (const signal of signals) source.on(signal, listener)
  return {
    stop: stop.signal,
    abort: abort.signal,
    dispose() {
      for (const signal of signals) source.off(signal, listener)
    },
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
