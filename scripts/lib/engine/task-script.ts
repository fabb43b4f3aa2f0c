import { basename } from 'node:path'
import { commonOptions } from '../cli/common-options.ts'
import { main } from '../cli/main.ts'
import { applyTask } from './apply-task.ts'
import type { Task } from './task.ts'
import { undoTask } from './undo-task.ts'
import { withRun } from './with-run.ts'

/**
 * A whole script in one call: what should be so on each host, as a function of its facts. It gets the plan with
 * diffs, the dry run, the report, and `--undo`, which takes back what it did last on each host.
 */
export async function task(
  name: string,
  changes: Task['changes'],
  {
    summary = `Makes every host as the task "${name}" says, or takes that back`,
    ...options
  }: TaskOptions = {},
): Promise<void> {
  const definition: Task = { verb: 'to change', ...options, name, changes }
  const script = callingScript(process.argv)
  const command = {
    name: basename(script).replace(/\.[a-z]+$/u, ''),
    summary,
    options: {
      ...commonOptions,
      undo: { type: 'boolean', description: 'take back what this task did last on these hosts' },
    },
  } as const
  await main(script, command, invocation =>
    invocation.values.undo
      ? withRun('rollback', invocation, open => undoTask(open, name, invocation))
      : withRun(name, invocation, open => applyTask(open, definition, invocation)),
  )
}

export interface TaskOptions extends Omit<Partial<Task>, 'name' | 'changes'> {
  /** One sentence for `--help`, without a full stop at its end. */
  summary?: string
}

// Under zx the second word is zx itself, and its own options may follow.
function callingScript([, first = '', ...rest]: readonly string[]): string {
  if (!/^(?:zx|cli\.js)$/u.test(basename(first))) return first
  return rest.find(word => !word.startsWith('-')) ?? first
}
