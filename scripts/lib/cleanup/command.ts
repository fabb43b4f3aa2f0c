import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'

const { 'break-lock': _breakLock, ...options } = commonOptions

/** `scripts/cleanup.mjs` */
export const cleanupCommand = {
  name: 'cleanup',
  summary: 'Removes old transactions and archives from nodes; what is open stays, and what a rollback needs',
  options: {
    ...options,
    keep: {
      type: 'integer',
      placeholder: 'N',
      description:
        'how many finished transactions stay on each host (default: transaction.keep of the inventory)',
    },
  },
  examples: [
    'npx zx scripts/cleanup.mjs --inventory prod --dry-run',
    'npx zx scripts/cleanup.mjs --inventory prod --keep 2 --yes',
  ],
} as const satisfies Command
