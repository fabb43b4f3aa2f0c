import { fileURLToPath } from 'node:url'
import { commonOptions } from '../cli/common-options.ts'
import { confirm } from '../cli/confirm.ts'
import type { Invocation } from '../cli/main.ts'
import type { Command } from '../cli/options.ts'
import { targetOf } from '../engine/ssh-target.ts'
import { exitCodes, RefitError, type ExitCode } from '../errors.ts'
import { limit, loadInventory } from '../inventory/inventory.ts'
import { sshDependencies } from './connect.ts'
import { trustHosts } from './trust-hosts.ts'

const { inventory, limit: hosts, help } = commonOptions

/** `scripts/trust.mjs` */
export const trustCommand = {
  name: 'trust',
  summary: 'Shows the host keys that are not known yet, and adds them to known_hosts once you agree',
  options: {
    inventory,
    limit: hosts,
    yes: { type: 'boolean', short: 'y', description: 'add them without asking' },
    help,
  },
  examples: ['npx zx scripts/trust.mjs --inventory prod'],
} as const satisfies Command

const inventories = fileURLToPath(new URL('../../../inventories', import.meta.url))

/** Runs it: resolves with the exit code. */
export async function trust({ values }: Invocation<(typeof trustCommand)['options']>): Promise<ExitCode> {
  const chosen = limit(await loadInventory(values.inventory, { directory: inventories }), values.limit)
  const dependencies = sshDependencies(process.env)
  const { stdin, stdout } = process
  try {
    const failed = await trustHosts(
      chosen.map(host => targetOf(host, () => undefined)),
      {
        dependencies,
        agree: question => {
          if (!values.yes && !(stdin.isTTY && stdout.isTTY)) throw noTerminal()
          return confirm(question, { stdin, stdout, yes: values.yes })
        },
        print: line => void stdout.write(`${line}\n`),
      },
    )
    return failed ? exitCodes.failed : exitCodes.ok
  } finally {
    await dependencies.bastions.close()
  }
}

function noTerminal(): RefitError {
  return new RefitError(
    'Whether to trust these keys must be confirmed, and there is no terminal to ask on.',
    {
      state: 'Nothing was added.',
      next: 'Compare the fingerprints, then run it again with --yes.',
      exitCode: exitCodes.usage,
    },
  )
}
