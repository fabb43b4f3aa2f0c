import type { Event, HostFinished } from '../engine/events.ts'
import type { Paint } from './colour.ts'
import { harmless } from './harmless.ts'
import { needsAttention, results, resultWord } from './results.ts'
import type { RunState } from './run-state.ts'
import { table } from './table.ts'
import { duration, wrap } from './words.ts'

export interface RecapOptions {
  paint: Paint
  width: number
}

/**
 * How a run ended: a table of the hosts, then for each one that failed what failed, what state it is in
 * and what to run next, then the totals and where the log is.
 */
export function recap(state: RunState, end: Event & { type: 'run-finished' }, options: RecapOptions): string {
  const finished = state.finished.toSorted((one, other) => place(state, one) - place(state, other))
  const attention = finished.filter(needsAttention)
  const blocks = [
    ...(finished.length > 0 ? [hostTable(finished, state, options)] : []),
    ...alike(attention, state).map(hosts => failure(hosts, state, options)),
    [...wrap(totals(state, end, options), options.width), `Log: ${harmless(end.log)}`],
  ]
  return blocks.map(lines => lines.map(line => `${line}\n`).join('')).join('\n')
}

/** Hosts stand in the order of the run, in whichever order they were done. */
function place({ hosts }: RunState, { host }: HostFinished): number {
  return hosts.indexOf(host)
}

function hostTable(
  finished: readonly HostFinished[],
  { command }: RunState,
  { paint, width }: RecapOptions,
): string[] {
  const rows = folded(finished).map(({ names, event }) => [
    { text: names },
    { text: resultWord(event.result, command), style: results[event.result].style },
    { text: event.result === 'skipped' ? '' : duration(event.seconds), right: true },
    { text: event.result === 'skipped' ? '' : String(event.changes), right: true },
    { text: harmless(event.message) },
  ])
  return table(['HOST', 'RESULT', 'TIME', 'CHANGES', 'NOW'], rows, { paint, width })
}

/** One row a host; hosts to which nothing was done share a row when there are many of them. */
function folded(finished: readonly HostFinished[]): { names: string; event: HostFinished }[] {
  const foldable = Map.groupBy(
    finished.filter(({ result }) => result === 'skipped' || result === 'unchanged'),
    ({ result, message }) => `${result} ${message}`,
  )
  const shared = [...foldable.values()].filter(events => events.length > foldFrom)
  const hidden = new Set(shared.flatMap(events => events.slice(1)))
  const size = new Map(shared.map(events => [events[0], events.length]))
  return finished
    .filter(event => !hidden.has(event))
    .map(event => {
      const many = size.get(event)
      const name = harmless(event.host)
      return { event, names: many === undefined ? name : `${name} and ${many - 1} more` }
    })
}

const foldFrom = 5

/** Hosts that failed in the same way, together: forty equal messages help nobody. */
function alike(hosts: readonly HostFinished[], { failures }: RunState): HostFinished[][] {
  const key = ({ host, result, message, next }: HostFinished): string => {
    const failed = failures.get(host)
    return [result, failed?.phase, failed?.message, message, next].join('\n').replaceAll(host, '')
  }
  return [...Map.groupBy(hosts, key).values()]
}

function failure(
  hosts: readonly HostFinished[],
  { failures, command }: RunState,
  { paint, width }: RecapOptions,
): string[] {
  const [first] = hosts
  if (first === undefined) return []
  const failed = failures.get(first.host)
  const names = hosts.map(({ host }) => harmless(host)).join(', ')
  const title = `${names}: ${resultWord(first.result, command)}`
  const why =
    failed === undefined ? '' : `${failed.phase}: ${harmless(failed.message ?? 'no reason was given')}`
  const facts = [
    ['failed', why],
    ['now', harmless(first.message)],
    ['next', harmless(first.next ?? '')],
  ] as const
  return [
    ...wrap(title, width).map(line => paint(results[first.result].style, line)),
    ...facts.filter(([, text]) => text !== '').flatMap(([label, text]) => labelled(label, text, width)),
  ]
}

function labelled(label: string, text: string, width: number): string[] {
  // A command is there to be copied: it stays on one line.
  const lines = label === 'next' ? [text] : wrap(text, width - 10)
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(6)}  ${line}`)
}

function totals(
  { finished, command }: RunState,
  { seconds }: { seconds: number },
  { paint }: RecapOptions,
): string {
  const parts = Object.entries(results).flatMap(([result, { style }]) => {
    const [first, ...rest] = finished.filter(event => event.result === result)
    return first === undefined
      ? []
      : [paint(style, `${rest.length + 1} ${resultWord(first.result, command)}`)]
  })
  return `${parts.length === 0 ? 'No hosts' : parts.join(', ')}. ${duration(seconds)}.`
}
