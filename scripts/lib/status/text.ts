import type { Paint } from '../report/colour.ts'
import { harmless } from '../report/harmless.ts'
import { table } from '../report/table.ts'
import { openTransactions } from './host-status.ts'
import type { HostStatus } from './host-status.ts'

const titles = ['NODE', 'RUNTIME', 'KUBELET', 'LAST TRANSACTION']

/** The table that `status` prints, and below it whatever needs somebody. */
export function statusText(all: readonly HostStatus[], paint: Paint, width: number): string {
  const rows = all.map(({ host, runtime = '?', kubelet = '?', listing, problem }) =>
    [host, problem === undefined ? runtime : 'cannot be read', kubelet, lastOf(listing)].map(text => ({
      text: harmless(text),
    })),
  )
  return `${table(titles, rows, { paint, width }).join('\n')}\n${all.flatMap(attention).join('')}`
}

function lastOf(listing: HostStatus['listing']): string {
  const last = listing?.transactions.at(-1)
  return last === undefined ? '-' : `${last.title}: ${last.state}`
}

function attention(status: HostStatus): string[] {
  const { host, listing, problem } = status
  const open = openTransactions(status)
  const holder = listing?.lock
  return [
    ...(problem === undefined ? [] : [`\n${host}: ${harmless(problem)}\n`]),
    ...(holder?.alive !== true
      ? []
      : [
          `\n${host}: locked by ${holder.owner} on ${holder.from} since ${holder.since} (run ${holder.run})\n`,
        ]),
    ...open.map(
      ({ id, title, state }) =>
        `\n${host}: transaction ${id} (${title}) is ${state}: npx zx scripts/resume.mjs finishes or takes it back\n`,
    ),
  ]
}
