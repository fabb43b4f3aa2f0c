import { readHosts } from '../engine/read-hosts.ts'
import type { OpenRun } from '../engine/open-run.ts'
import { withRun } from '../engine/with-run.ts'
import { exitCodes } from '../errors.ts'
import { wantedOf } from '../migrate/context.ts'
import type { Wanted } from '../migrate/context.ts'
import { allChecks } from './list.ts'
import { lookAtHost } from './look-at-host.ts'
import { clustersOf, lookAtCluster } from './look.ts'
import type { Look } from './look.ts'
import type { CheckInvocation } from './run.ts'
import { selected, unknown } from './select.ts'
import type { Waiver } from './waivers.ts'

/** Looks at the clusters and the hosts of an inventory, as far as the checks that are selected want it. Gives its waivers. */
export async function lookAtInventory(
  invocation: CheckInvocation,
  inventory: string,
  begun: Look,
): Promise<Waiver[]> {
  const { values, secrets } = invocation
  const common = {
    inventory,
    limit: values.limit,
    verbose: values.verbose,
    help: false,
    // The report is all that this script prints on standard output.
    output: values.output === 'terminal' ? 'auto' : 'plain',
    dryRun: false,
    yes: false,
    json: false,
    detailedExitcode: false,
    breakLock: false,
  } as const
  let waivers: Waiver[] = []
  await withRun('check', { values: common, positionals: [], secrets }, async open => {
    waivers = waiversOf(open)
    await lookAround(open, begun, wantedOf(values.to))
    return exitCodes.ok
  })
  return waivers
}

// Only what the selected checks are about: with --only cluster nobody needs SSH, with --only node no kubeconfig.
async function lookAround(open: OpenRun, begun: Look, to: Wanted): Promise<void> {
  if (selected(ofCluster, begun.selection, begun.to).length > 0) {
    const clusters = clustersOf(open.hosts, open.run.kubectl)
    const reading = async (): Promise<void> => {
      for (const { kubectl, drain } of clusters) await lookAtCluster(begun, kubectl, drain)
    }
    await open.waiting(() => `reading the cluster: ${begun.owners.size} workloads`, reading())
  }
  if (selected(ofNodes, begun.selection, begun.to).length > 0)
    await readHosts(open, host => lookAtHost(begun, open, host, to.runtime))
}

const ofCluster = allChecks.filter(({ about }) => about !== 'node' && about !== 'version')
const ofNodes = allChecks.filter(({ about }) => about === 'node' || about === 'version')

/** The waivers of all hosts, each once. A RefitError says which is for no check. */
function waiversOf({ hosts }: OpenRun): Waiver[] {
  const all = hosts.flatMap(({ settings }) => settings.checks.waivers)
  const ids = allChecks.map(({ id }) => id)
  for (const { id } of all) if (!ids.includes(id)) throw unknown(`The waiver of ${id}`, id, ids)
  return [...new Map(all.map(waiver => [JSON.stringify(waiver), waiver])).values()]
}
