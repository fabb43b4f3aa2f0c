import { exitCodes } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { openRun } from './open-run.ts'
import type { CommonInvocation, OpenRun } from './open-run.ts'

/** Opens a run, does its work, and closes it in any case: connections, reports, signals. */
export async function withRun(
  command: string,
  invocation: CommonInvocation,
  work: (open: OpenRun) => Promise<ExitCode>,
): Promise<ExitCode> {
  const open = await openRun(command, invocation)
  let code: ExitCode = exitCodes.failed
  try {
    code = await work(open)
  } finally {
    await open.close(code)
  }
  return code
}
