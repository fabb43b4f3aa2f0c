/** A timer that can be stopped, and started over. */
export interface Deadline {
  cancel(): void
  restart(): void
}

/** Calls back after that many milliseconds, unless it is cancelled. */
export function deadline(milliseconds: number, onEnd: () => void): Deadline {
  let timer = setTimeout(onEnd, milliseconds)
  const cancel = () => clearTimeout(timer)
  return {
    cancel,
    restart() {
      cancel()
      timer = setTimeout(onEnd, milliseconds)
    },
  }
}
