import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { refused } from './refused.ts'

/** Asks on a terminal and shows nothing of the answer. Rejects where there is no terminal, and on Ctrl-C and Ctrl-D. */
export async function askHidden(
  question: string,
  input: NodeJS.ReadableStream & { isTTY?: boolean },
  output: NodeJS.WritableStream,
): Promise<string> {
  if (input.isTTY !== true)
    throw refused(`no terminal to ask on: ${question}`, 'give it as { env: NAME } or { file: PATH }')
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input, output: nowhere, terminal: true })
  const answer = Promise.withResolvers<string>()
  terminal.once('line', answer.resolve)
  terminal.once('SIGINT', () => terminal.close())
  terminal.once('close', () => answer.reject(refused(`no answer: ${question}`)))
  output.write(question)
  return answer.promise.finally(() => {
    terminal.close()
    output.write('\n')
  })
}
