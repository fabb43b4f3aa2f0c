import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'

const { inventory, limit, verbose, help } = commonOptions

/** `scripts/check.mjs` */
export const checkCommand = {
  name: 'check',
  summary: 'Says what would break with another runtime, in cluster, nodes and manifests; changes nothing',
  options: {
    inventory: {
      type: 'string',
      short: inventory.short,
      placeholder: inventory.placeholder,
      description: `${inventory.description}; without it only manifests are looked at`,
    },
    limit,
    manifests: {
      type: 'string',
      short: 'm',
      placeholder: 'PATH',
      multiple: true,
      description: 'a folder or file of YAML or JSON to look at too; - reads standard input',
    },
    to: {
      type: 'string',
      placeholder: 'RUNTIME[@VERSION]',
      default: 'containerd',
      description: 'the runtime to go to: containerd, crio, cri-dockerd or dockershim',
    },
    only: {
      type: 'string',
      placeholder: 'CHECK',
      multiple: true,
      description:
        'only these checks: ids, or workload, configuration, cluster, node, version; commas between them',
    },
    skip: {
      type: 'string',
      placeholder: 'CHECK',
      multiple: true,
      description: 'not these checks, named in the same way',
    },
    list: { type: 'boolean', description: 'list all checks and end' },
    output: {
      type: 'string',
      short: 'o',
      placeholder: 'FORM',
      choices: ['terminal', 'json', 'junit', 'sarif', 'markdown', 'html'],
      default: 'terminal',
      description: 'form of the report on standard output',
    },
    baseline: {
      type: 'string',
      placeholder: 'FILE',
      description: 'show only what an earlier --output json does not have',
    },
    verbose,
    help,
  },
  examples: [
    'npx zx scripts/check.mjs --inventory prod --manifests deploy/',
    'kustomize build . | npx zx scripts/check.mjs --manifests - --output sarif',
  ],
} as const satisfies Command
