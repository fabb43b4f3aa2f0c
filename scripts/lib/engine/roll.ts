import { messageOf, RefitError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { exitCodes } from '../errors.ts'
import type { HostFinished, HostResult } from './events.ts'
import type { Run } from './run.ts'

/** What became of one host. */
export type Outcome = Omit<HostFinished, 'type' | 'host' | 'seconds'>

/**
 * Takes hosts in hand one after the other, and stops at the first that fails: those after it are skipped.
 * Gives the exit code of the run.
 */
export async function roll<Item extends { name: string }>(
  run: Run,
  items: readonly Item[],
  act: (item: Item) => Promise<Outcome>,
): Promise<ExitCode> {
  let worst: ExitCode = exitCodes.ok
  for (const item of items) {
    if (worst !== exitCodes.ok || run.stop.aborted) {
      run.emit({ type: 'host-finished', host: item.name, seconds: 0, ...skipped(run.stop.aborted) })
      if (worst === exitCodes.ok) worst = exitCodes.failed
      continue
    }
    const started = run.clock.now()
    run.emit({ type: 'host-started', host: item.name })
    const outcome = await act(item).catch(unexpected)
    const seconds = (run.clock.now() - started) / 1000
    run.emit({ type: 'host-finished', host: item.name, seconds, ...outcome })
    worst = codeOf[outcome.result]
  }
  return worst
}

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

// What nobody foresaw leaves the host in a state that nobody can vouch for.
function unexpected(error: unknown): Outcome {
  const next = error instanceof RefitError ? error.next : undefined
  return {
    result: 'unknown',
    changes: 0,
    message: messageOf(error),
    next: next ?? 'Look at the node with scripts/status.mjs before anything else.',
  }
}
