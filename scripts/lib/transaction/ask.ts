import { readFile } from 'node:fs/promises'
import { harmless } from '../report/harmless.ts'
import type { RunOptions, RunResult, Session } from '../ssh/session.ts'
import { refusal } from './refusal.ts'

/** Is given what a host says besides, a sentence each, such as that it took over a stale lock. */
export type OnRemark = (sentence: string) => void

/** Calls a function of controller.sh on a host. Throws HostRefusal where the host does not do it. */
export async function ask(
  session: Session,
  call: string,
  options: RunOptions = {},
  onRemark?: OnRemark,
): Promise<RunResult> {
  const result = await session.run(`${await nodeScript('controller.sh')}\n${call}\n`, options)
  if (result.code !== 0) throw refusal(session.host, result.code, result.stderr)
  for (const line of result.stderr.split('\n'))
    if (line.startsWith('refit: ')) onRemark?.(`${harmless(line.slice('refit: '.length))}.`)
  return result
}

/** The text of a script that runs on nodes. */
export function nodeScript(name: 'controller.sh' | 'transaction.sh'): Promise<string> {
  return readFile(new URL(`../../node/${name}`, import.meta.url), 'utf8')
}
