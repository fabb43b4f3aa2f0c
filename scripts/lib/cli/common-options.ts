import type { Options } from './options.ts'

/** Every script tells what it does in these ways. */
export const outputOptions = {
  output: {
    type: 'string',
    placeholder: 'FORM',
    choices: ['auto', 'plain', 'ndjson'],
    default: 'auto',
    description: 'how progress is shown; auto draws on a terminal and prints lines in a pipe',
  },
  verbose: {
    type: 'boolean',
    short: 'v',
    description: 'show the output of each step, the cost, and stacks of errors',
  },
  help: { type: 'boolean', short: 'h', description: 'show this help' },
} as const satisfies Options

/** Which nodes a script is for. */
const inventoryOptions = {
  inventory: {
    type: 'string',
    short: 'i',
    placeholder: 'NAME',
    required: true,
    description: 'a file in inventories/ by its name, or any file by its path',
  },
  limit: {
    type: 'string',
    short: 'l',
    placeholder: 'PATTERN',
    multiple: true,
    description: 'only these hosts, as in Ansible: workers:!n3, n*, ~regex',
  },
} as const satisfies Options

/** Scripts that change nodes have these; so has every task of a user's own. */
const changeOptions = {
  'dry-run': { type: 'boolean', description: 'show the plan and change nothing' },
  yes: { type: 'boolean', short: 'y', description: 'go on without asking' },
  json: { type: 'boolean', description: 'with --dry-run: print the plan as JSON, whole' },
  'detailed-exitcode': {
    type: 'boolean',
    description: 'with --dry-run: exit with 2 where there are changes, 0 where there are none',
  },
  'break-lock': {
    type: 'boolean',
    description: 'take a node from a run that holds it; only when you know that run to be dead',
  },
} as const satisfies Options

/** All of them, in the order of the help. */
export const commonOptions = { ...inventoryOptions, ...changeOptions, ...outputOptions }
