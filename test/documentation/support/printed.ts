import { usage as labUsage } from '../../../lab/cli-arguments.ts'
import { demoCommand } from '../../../lab/demo.ts'
import { cleanupCommand } from '../../../scripts/lib/cleanup/command.ts'
import { checkCommand } from '../../../scripts/lib/checks/command.ts'
import { helpText } from '../../../scripts/lib/cli/help.ts'
import type { Command } from '../../../scripts/lib/cli/options.ts'
import { runCommand } from '../../../scripts/lib/engine/run-command.ts'
import { migrateCommand, planCommand } from '../../../scripts/lib/migrate/command.ts'
import { resumeCommand } from '../../../scripts/lib/migrate/resume-command.ts'
import { rollbackCommand } from '../../../scripts/lib/migrate/rollback-command.ts'
import { trustCommand } from '../../../scripts/lib/ssh/trust-command.ts'
import { statusCommand } from '../../../scripts/lib/status/status.ts'

const commands: Command[] = [
  checkCommand,
  planCommand,
  migrateCommand,
  rollbackCommand,
  statusCommand,
  resumeCommand,
  runCommand,
  trustCommand,
  cleanupCommand,
]

/** What `--help` of each script prints, by the script, on a terminal of 100 columns. */
export const helpTexts: ReadonlyMap<string, string> = new Map([
  ...commands.map(command => {
    const script = `scripts/${command.name}.mjs`
    return [script, helpText(command, script, 100)] as const
  }),
  ['scripts/lab.mjs', `${labUsage}\n`],
  ['lab/demo.mjs', helpText(demoCommand, 'lab/demo.mjs', 100)],
])
