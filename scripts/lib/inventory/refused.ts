import { exitCodes, RefitError } from '../errors.ts'
import { harmless } from '../report/harmless.ts'

/** An error of what the operator gave; nothing was touched. Names and paths in the message may hold anything. */
export const refused = (message: string, next?: string): RefitError =>
  new RefitError(harmless(message), {
    exitCode: exitCodes.usage,
    ...(next !== undefined && { next: harmless(next) }),
  })
