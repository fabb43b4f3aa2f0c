/** Runs tasks, at most that many at once; the others wait for their turn. */
export type Limit = <Value>(task: () => Promise<Value>) => Promise<Value>

/** Makes a limit of its own. */
export function limit(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0
  return async task => {
    if (running >= most) await new Promise<void>(resolve => waiting.push(resolve))
    else running++
    try {
      return await task()
    } finally {
      // A turn is handed on, not given back: `running` only falls when nobody waits.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
