import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'

/** For those who trust a drain more than a shim. */
export const drainOption = {
  type: 'boolean',
  description: 'drain even where containers run through the change: containerd to another version of it',
} as const

const migrateOptions = {
  ...commonOptions,
  to: {
    type: 'string',
    placeholder: 'RUNTIME[@VERSION]',
    default: 'containerd',
    description: 'containerd, crio, cri-dockerd or dockershim; containerd@2.4 is any 2.4 of it',
  },
  drain: drainOption,
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

const {
  'dry-run': _dryRun,
  yes: _yes,
  ...planOptions
} = {
  ...commonOptions,
  to: migrateOptions.to,
  drain: drainOption,
}

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
