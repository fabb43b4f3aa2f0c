import { inspect } from 'node:util'
import { messageOf, RefitError } from '../errors.ts'
import type { Paint } from '../report/colour.ts'
import { harmless, harmlessLines } from '../report/harmless.ts'

/**
 * What went wrong, as an operator needs it: what failed, on which host, how things are now, what to run next.
 * Stack and causes only where `verbose`; a mistake of refit's own is said in one sentence otherwise.
 */
export function errorText(error: unknown, { verbose, paint }: { verbose: boolean; paint: Paint }): string {
  const lines = error instanceof RefitError ? expected(error, paint) : unexpected(error, verbose, paint)
  if (verbose) lines.push(paint('dim', harmlessLines(inspect(error))))
  return lines.join('\n') + '\n'
}

/** The same for a machine: the last line of `--output ndjson`. */
export function errorEvent(error: unknown): Record<string, unknown> {
  if (!(error instanceof RefitError)) return { type: 'error', message: messageOf(error) }
  const { message, host, state, next, exitCode } = error
  return { type: 'error', message, host, state, next, exitCode }
}

function expected({ message, host, state, next }: RefitError, paint: Paint): string[] {
  const where = host === undefined || message.startsWith(host) ? '' : `${harmless(host)}: `
  const lines = [`${paint(['red', 'bold'], 'error:')} ${where}${severalLines(message)}`]
  if (state !== undefined) lines.push(`  ${paint('bold', 'now:')}  ${harmless(state)}`)
  if (next !== undefined) lines.push(`  ${paint('bold', 'next:')} ${harmless(next)}`)
  return lines
}

// A message may list many hosts, one a line. Indented, no line of it can pass for one of ours.
function severalLines(text: string): string {
  return harmlessLines(text).replace(/\n\s*/g, '\n    ')
}

function unexpected(error: unknown, verbose: boolean, paint: Paint): string[] {
  const advice = verbose
    ? []
    : [`  ${paint('bold', 'next:')} run the same command with --verbose to see where it comes from`]
  return [
    `${paint(['red', 'bold'], 'error:')} refit met something it did not expect: ${harmless(messageOf(error))}`,
    ...advice,
  ]
}
