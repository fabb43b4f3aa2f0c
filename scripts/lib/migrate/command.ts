import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'

const migrateOptions = {
  ...commonOptions,
  to: {
    type: 'string',
    placeholder: 'RUNTIME',
    choices: ['containerd'],
    default: 'containerd',
    description: 'the runtime that the nodes are to run',
  },
  plan: {
    type: 'string',
    placeholder: 'FILE',
    description: 'run exactly this plan, and refuse it where a node has changed',
  },
} as const

/** `scripts/migrate.mjs` */
export const migrateCommand = {
  name: 'migrate',
  summary: 'Takes nodes to another container runtime, one at a time, and back if anything fails',
  options: migrateOptions,
  examples: [
    'npx zx scripts/migrate.mjs --inventory prod --dry-run',
    "npx zx scripts/migrate.mjs --inventory prod --limit 'workers:!n3' --yes",
  ],
} as const satisfies Command

const { 'dry-run': _dryRun, yes: _yes, ...planOptions } = { ...commonOptions, to: migrateOptions.to }

/** `scripts/plan.mjs` */
export const planCommand = {
  name: 'plan',
  summary: 'Shows what migrate would do, and changes nothing',
  options: {
    ...planOptions,
    out: {
      type: 'string',
      short: 'o',
      placeholder: 'FILE',
      description: 'save the plan, for migrate --plan',
    },
  },
  examples: ['npx zx scripts/plan.mjs --inventory prod --out prod.plan'],
} as const satisfies Command
