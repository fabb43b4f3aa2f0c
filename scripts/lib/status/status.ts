import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'
import type { Invocation } from '../cli/main.ts'
import { readHosts } from '../engine/read-hosts.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { exitCodes, messageOf } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { probe } from '../facts/probe.ts'
import type { Host } from '../inventory/inventory.ts'
import { migrateTargets } from '../migrate/task.ts'
import { currentRuntime } from '../runtimes/runtimes.ts'
import { listTransactions } from '../transaction/run.ts'
import { painter, wantsColour } from '../report/colour.ts'
import { isQuiet } from './host-status.ts'
import type { HostStatus } from './host-status.ts'
import { statusText } from './text.ts'

const { inventory, limit, json, output, verbose, help } = commonOptions

/** `scripts/status.mjs` */
export const statusCommand = {
  name: 'status',
  summary: 'Shows what every node runs, and any transaction that is open on it; changes nothing',
  options: { inventory, limit, json, output, verbose, help },
  examples: ['npx zx scripts/status.mjs --inventory prod'],
} as const satisfies Command

/** Reads every host and prints what is so. Exit code 1 where a host cannot be read or has something open. */
export async function showStatus(
  open: OpenRun,
  { values }: Invocation<(typeof statusCommand)['options']>,
): Promise<ExitCode> {
  const all = await readHosts(open, host =>
    statusOf(open, host).catch((error: unknown): HostStatus => ({
      host: host.name,
      problem: messageOf(error),
    })),
  )
  process.stdout.write(
    values.json
      ? `${JSON.stringify(all, undefined, 2)}\n`
      : statusText(
          all,
          painter(wantsColour(process.stdout.isTTY, process.env)),
          process.stdout.columns ?? 80,
        ),
  )
  return all.every(isQuiet) ? exitCodes.ok : exitCodes.failed
}

async function statusOf({ run }: OpenRun, host: Host): Promise<HostStatus> {
  const session = await run.sessions.get(host)
  const facts = await probe(session, migrateTargets, run.clock.now)
  const runtime = currentRuntime(facts)?.describe(facts)
  return {
    host: host.name,
    ...(runtime === undefined ? {} : { runtime }),
    ...(facts.kubelet === undefined ? {} : { kubelet: facts.kubelet.version }),
    listing: await listTransactions(session),
  }
}
