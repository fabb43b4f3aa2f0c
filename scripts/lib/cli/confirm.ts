import { createInterface } from 'node:readline/promises'
import { exitCodes, RefitError } from '../errors.ts'

export interface ConfirmOptions {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  stdout: NodeJS.WritableStream & { isTTY?: boolean }
  /** `--yes`: the answer was given beforehand. */
  yes: boolean
}

/**
 * Asks and waits for an answer; only "y" or "yes" is one to go on. End of input and Ctrl-C are "no". Where nobody
 * can answer it is an error that names the flag, so that a script in a pipe never waits for ever or guesses.
 */
export async function confirm(question: string, { stdin, stdout, yes }: ConfirmOptions): Promise<boolean> {
  if (yes) return true
  if (stdin.isTTY !== true || stdout.isTTY !== true)
    throw new RefitError('this needs a confirmation and there is no terminal to ask on', {
      state: 'nothing was touched',
      next: 'look at the plan with --dry-run, then run it with --yes',
      exitCode: exitCodes.usage,
    })
  const answer = await ask(`${question} [y/N] `, stdin, stdout)
  return ['y', 'yes'].includes(answer.trim().toLowerCase())
}

async function ask(
  prompt: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const terminal = createInterface({ input, output })
  const given = Promise.withResolvers<string | undefined>()
  // Both come without an answer, and a question that is never settled would end the script without a word.
  terminal.once('SIGINT', () => terminal.close())
  terminal.once('close', () => given.resolve(undefined))
  terminal.question(prompt).then(given.resolve, () => given.resolve(undefined))
  const answer = await given.promise
  if (answer === undefined) output.write('\n')
  terminal.close()
  return answer ?? ''
}
