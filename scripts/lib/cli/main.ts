import { relative } from 'node:path'
import { exitCodes, messageOf, RefitError, type ExitCode } from '../errors.ts'
import { painter, wantsColour } from '../report/colour.ts'
import { jsonLine } from '../report/ndjson.ts'
import { maskSecrets, type Revealable } from '../report/redact.ts'
import { parseArguments, type Given } from './arguments.ts'
import type { outputOptions } from './common-options.ts'
import { errorEvent, errorText } from './error-text.ts'
import { helpText } from './help.ts'
import type { Command, Options, Values } from './options.ts'
import { scriptArguments } from './script-arguments.ts'

/** What `main` needs of the process that it runs in; `process` is one. */
export interface MainProcess {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Output
  readonly stderr: Output
  exitCode?: number | string | null | undefined
  noDeprecation?: boolean
  on(event: 'unhandledRejection' | 'uncaughtException', listener: (reason: unknown) => void): unknown
  exit(code: number): unknown
}

interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface Invocation<Declared extends Options> extends Given<Declared> {
  /** Whoever reads a secret adds it here: it is masked in every error that is printed. */
  secrets: Set<Revealable>
}

/**
 * The outermost frame of a script: reads its command line, answers `--help`, runs it, and turns whatever
 * it throws into a message and an exit code. `script` is the script's `import.meta.filename`.
 */
export async function main<const Declared extends Options>(
  script: string,
  command: Command<Declared>,
  run: (invocation: Invocation<Declared>) => Promise<ExitCode>,
  io: MainProcess = process,
): Promise<void> {
  const secrets = new Set<Revealable>()
  let told: ToldWay = {}
  surviveClosedPipes(io)
  // zx ends what ran too long in a way that Node warns of, which no operator can do anything about.
  io.noDeprecation = true
  for (const event of ['unhandledRejection', 'uncaughtException'] as const)
    io.on(event, reason => {
      tell(brokenOff(reason), told, secrets, io)
      io.exit(exitCodes.unknown)
    })
  try {
    const given = parseArguments(scriptArguments(io.argv, script), command)
    told = given.values
    if (told.help)
      io.stdout.write(
        helpText(command, relative(process.cwd(), script), Math.min(io.stdout.columns ?? 80, 100)),
      )
    end(told.help ? exitCodes.ok : await run({ ...given, secrets }), io)
  } catch (error) {
    tell(error, told, secrets, io)
    end(error instanceof RefitError ? error.exitCode : exitCodes.failed, io)
  }
}

/** Nobody was waiting for what failed here, so nobody can say how far the rest had come. */
function brokenOff(cause: unknown): RefitError {
  return new RefitError(`refit has broken off: ${messageOf(cause)}`, {
    state: 'the node in hand may be half way',
    next: 'look at the nodes with scripts/status.mjs before anything else',
    exitCode: exitCodes.unknown,
    cause,
  })
}

/** How the user wants to be told; empty while the command line is not understood yet. */
type ToldWay = Partial<Values<typeof outputOptions>>

function tell(
  error: unknown,
  { verbose = false, output }: ToldWay,
  secrets: Set<Revealable>,
  io: MainProcess,
): void {
  const mask = maskSecrets(secrets)
  const paint = painter(wantsColour(io.stderr.isTTY ?? false, io.env))
  io.stderr.write(mask(errorText(error, { verbose, paint })))
  if (output === 'ndjson') io.stdout.write(mask(jsonLine(errorEvent(error))))
}

/** A reader that went away (`| head`, a closed terminal) must not end a run that is half way through a node. */
function surviveClosedPipes({ stdout, stderr }: MainProcess): void {
  for (const stream of [stdout, stderr])
    stream.on('error', error => {
      if (!('code' in error) || (error.code !== 'EPIPE' && error.code !== 'EIO')) throw error
    })
}

/** Ends by itself when nothing is left to do; a connection that somebody forgot to close cannot hold it up. */
function end(code: ExitCode, io: MainProcess): void {
  io.exitCode = code
  setTimeout(() => io.exit(code), 5000).unref()
}
