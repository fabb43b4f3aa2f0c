import type { WaitOptions } from '../cluster/wait.ts'
import { messageOf } from '../errors.ts'
import type { Phase } from './events.ts'
import type { Work } from './run.ts'

type Place = { run: Work['run']; host: { name: string } }

/** Runs one phase on a host, and tells of its beginning and its end. What it throws goes on to the caller. */
export async function inPhase<Result>(
  work: Place,
  phase: Phase,
  act: () => Promise<Result>,
): Promise<Result> {
  const { emit, clock } = work.run
  const host = work.host.name
  const started = clock.now()
  const seconds = () => (clock.now() - started) / 1000
  emit({ type: 'phase-started', host, phase })
  try {
    const result = await act()
    emit({ type: 'phase-finished', host, phase, ok: true, seconds: seconds() })
    return result
  } catch (error) {
    emit({ type: 'phase-finished', host, phase, ok: false, seconds: seconds(), message: messageOf(error) })
    throw error
  }
}

/** Tells what a phase waits for. */
export function telling(work: Place, phase: Phase): (message: string) => void {
  return message => work.run.emit({ type: 'progress', host: work.host.name, phase, message })
}

/** How a phase waits for the cluster: as long as `verify.timeout` says, telling what is missing. */
export function waitIn(work: Pick<Work, 'run' | 'host'>, phase: Phase): WaitOptions {
  const { clock, abort } = work.run
  return { clock, timeout: work.host.settings.verify.timeout, onWaiting: telling(work, phase), signal: abort }
}
