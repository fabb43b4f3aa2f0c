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
  options: Omit<Partial<Task>, 'name' | 'changes'> = {},
): Promise<void> {
  const definition: Task = { verb: 'to change', ...options, name, changes }
  const script = callingScript(process.argv)
  const command = {
    name: basename(script).replace(/\.[a-z]+$/u, ''),
    summary: `Makes it so on every host: ${name}`,
    options: {
      ...commonOptions,
      undo: { type: 'boolean', description: 'take back what this task did last on these hosts' },
    },
  } as const
  await main(script, command, invocation =>
    withRun(name, invocation, open =>
      invocation.values.undo ? undoTask(open, name, invocation) : applyTask(open, definition, invocation),
    ),
  )
}

// Under zx the second word is zx itself, and its own options may follow.
function callingScript([, first = '', ...rest]: readonly string[]): string {
  if (!/^(?:zx|cli\.js)$/u.test(basename(first))) return first
  return rest.find(word => !word.startsWith('-')) ?? first
}
