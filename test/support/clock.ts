import type { Clock } from '../../scripts/lib/cluster/wait.ts'

/** A clock on which waiting takes no time. */
export function fakeClock(start = 0): Clock {
  let time = start
  return {
    now: () => time,
    sleep: async milliseconds => {
      time += milliseconds
    },
  }
}
