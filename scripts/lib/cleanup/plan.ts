import { readHosts } from '../engine/read-hosts.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { exitCodes, RefitError } from '../errors.ts'
import type { Host } from '../inventory/inventory.ts'
import type { NodePlan, Plan, PlanItem } from '../plan/plan.ts'
import type { Listing } from '../transaction/listing.ts'
import { listTransactions } from '../transaction/run.ts'
import type { TransactionState } from '../transaction/state.ts'
import { prunable } from './prunable.ts'

/** One host with the transactions and the archives that go. */
export interface PlannedCleanup {
  name: string
  host: Host
  /** How many finished ones stay. */
  keep: number
  plan: NodePlan
}

/** Asks every host what transactions it has, and says which would go. Changes nothing. */
export async function planCleanup(
  open: OpenRun,
  keep: number | undefined,
): Promise<{ plan: Plan; nodes: PlannedCleanup[] }> {
  if (keep === 0) throw noneLeft()
  const nodes = await readHosts(open, host => planHost(open, host, keep ?? host.settings.transaction.keep))
  const created = new Date(open.run.clock.now()).toISOString()
  const plan = { version: 1, created, task: 'cleanup', verb: 'to clean up', arguments: {} } as const
  return { plan: { ...plan, nodes: nodes.map(node => node.plan) }, nodes }
}

async function planHost({ run }: OpenRun, host: Host, keep: number): Promise<PlannedCleanup> {
  const { transactions, archives } = await listTransactions(await run.sessions.get(host))
  const items = [...prunable(transactions, keep).map(itemOf), ...archives.map(archiveItem)]
  const plan: NodePlan = { host: host.name, items, notes: [], fingerprint: '', fingerprintParts: {} }
  return { name: host.name, host, keep, plan }
}

function itemOf({ id, title, state, created }: TransactionState): PlanItem {
  return {
    phase: 'release',
    action: 'delete',
    subject: `transaction ${id}`,
    reasons: [`${title}, of ${created}: ${state}`],
    irreversible: true,
    sensitive: false,
    steps: [],
  }
}

// It was unpacked, or never will be: it is sent again where it is needed again.
function archiveItem({ sha256, bytes }: Listing['archives'][number]): PlanItem {
  return {
    phase: 'release',
    action: 'delete',
    subject: `archive ${sha256}`,
    reasons: [`${Math.max(1, Math.round(bytes / 1e6))} MB`, 'what was unpacked of it stays'],
    irreversible: true,
    sensitive: false,
    steps: [],
  }
}

function noneLeft(): RefitError {
  return new RefitError('--keep 0 would leave nothing that a rollback could take back.', {
    next: 'Keep 1 at least.',
    exitCode: exitCodes.usage,
  })
}
