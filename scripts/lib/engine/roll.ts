import { messageOf, RefitError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { exitCodes } from '../errors.ts'
import type { Host } from '../inventory/inventory.ts'
import type { HostFinished, HostResult } from './events.ts'
import type { OpenRun } from './open-run.ts'

/** What became of one host. */
export type Outcome = Omit<HostFinished, 'type' | 'host' | 'seconds'> & {
  /** The host is as it should be, but something around it is not: the run goes no further. */
  unfinished?: true
}

/**
 * Takes hosts in hand one after the other, and stops at the first that fails: those after it are skipped.
 * Gives the exit code of the run.
 */
export async function roll<Item extends RollItem>(
  { run, begin }: OpenRun,
  items: readonly Item[],
  act: (item: Item) => Promise<Outcome>,
): Promise<ExitCode> {
  begin(items.map(({ name }) => name))
  let worst: ExitCode = exitCodes.ok
  for (const item of items) {
    if (worst !== exitCodes.ok || run.stop.aborted) {
      run.emit({ type: 'host-finished', host: item.name, seconds: 0, ...skipped(run.stop.aborted) })
      if (worst === exitCodes.ok) worst = exitCodes.failed
      continue
    }
    const started = run.clock.now()
    run.emit({ type: 'host-started', host: item.name })
    const { unfinished, ...outcome } =
      item.plan.items.length === 0 ? asItShouldBe : await act(item).catch(unexpected)
    const seconds = (run.clock.now() - started) / 1000
    const cost = run.sessions.cost(item.host)
    await run.sessions.drop(item.host)
    run.emit({ type: 'host-finished', host: item.name, seconds, cost, ...outcome })
    worst = unfinished === true ? exitCodes.failed : codeOf[outcome.result]
  }
  return worst
}

/** A host and what is to be done to it. */
interface RollItem {
  name: string
  host: Host
  plan: { items: readonly unknown[] }
}

const asItShouldBe: Outcome = { result: 'unchanged', changes: 0, message: 'It is as it should be.' }

const codeOf: Record<HostResult, ExitCode> = {
  changed: exitCodes.ok,
  unchanged: exitCodes.ok,
  skipped: exitCodes.ok,
  untouched: exitCodes.failed,
  'rolled-back': exitCodes.failed,
  unknown: exitCodes.unknown,
}

function skipped(asked: boolean): Outcome {
  const message = asked ? 'Not begun: you asked to stop.' : 'Not begun, because an earlier host failed.'
  return { result: 'skipped', changes: 0, message }
}

/** Thrown where nothing was done to a host yet. */
export class NotBegun extends RefitError {
  override name = 'NotBegun'
}

// What nobody foresaw leaves the host in a state that nobody can vouch for.
function unexpected(error: unknown): Outcome {
  const next = error instanceof RefitError ? error.next : undefined
  const result = { changes: 0, message: messageOf(error) }
  if (error instanceof NotBegun)
    return { ...result, result: 'untouched', ...(next === undefined ? {} : { next }) }
  return {
    ...result,
    result: 'unknown',
    next: next ?? 'Look at the node with scripts/status.mjs before anything else.',
  }
}
