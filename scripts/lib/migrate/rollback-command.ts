import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'
import { drainOption } from './command.ts'

/** `scripts/rollback.mjs` */
export const rollbackCommand = {
  name: 'rollback',
  summary: 'Takes nodes back to the runtime that they had before their last migration, one at a time',
  options: { ...commonOptions, drain: drainOption },
  examples: ['npx zx scripts/rollback.mjs --inventory prod --limit n2'],
} as const satisfies Command
