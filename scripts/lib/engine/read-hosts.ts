import type { Host } from '../inventory/inventory.ts'
import { eachHost } from './each-host.ts'
import type { OpenRun } from './open-run.ts'

/** How many hosts are read at the same time. */
const readsAtOnce = 8

/** Reads all hosts of a run, a few at a time; shows how far it is where that takes more than a moment. */
export function readHosts<Result>(open: OpenRun, read: (host: Host) => Promise<Result>): Promise<Result[]> {
  let done = 0
  const all = eachHost(
    open.hosts,
    readsAtOnce,
    async host => {
      const result = await read(host)
      done += 1
      return result
    },
    open.run.stop,
  )
  return open.waiting(() => `reading hosts: ${done} of ${open.hosts.length}`, all)
}
