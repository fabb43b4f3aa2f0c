import { withRun } from '../engine/with-run.ts'
import { readHosts } from '../engine/read-hosts.ts'
import type { OpenRun } from '../engine/open-run.ts'
import type { Invocation } from '../cli/main.ts'
import { exitCodes, messageOf, RefitError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { painter, wantsColour } from '../report/colour.ts'
import { wantedOf } from '../migrate/context.ts'
import type { Wanted } from '../migrate/context.ts'
import { counts, gaps } from './audit.ts'
import type { Audit } from './audit.ts'
import { onlyNew, readBaseline } from './baseline.ts'
import type { checkCommand } from './command.ts'
import { allChecks, listText } from './list.ts'
import { beginLook, clustersOf, lookAtCluster, lookAtManifests } from './look.ts'
import type { Look } from './look.ts'
import { lookAtHost } from './look-at-host.ts'
import { reportOf } from './report/report.ts'
import { selected, selection, unknown } from './select.ts'
import { applyWaivers } from './waivers.ts'
import type { Waiver } from './waivers.ts'

type CheckInvocation = Invocation<(typeof checkCommand)['options']>

/** 0: no blocker. 1: blockers. 2: no blocker was found, or some were, and something could not be read. */
const checkExitCodes = { ready: 0, blockers: 1, incomplete: 2 } as const satisfies Record<string, ExitCode>

/**
 * Runs the checks that the command line asks for, prints the report and gives the exit code. What it throws has the
 * exit code 2, unless the command line or the inventory is wrong: 1 says blockers, and nothing else.
 */
export async function check(invocation: CheckInvocation): Promise<ExitCode> {
  try {
    return await run(invocation)
  } catch (error) {
    if (error instanceof RefitError && error.exitCode === exitCodes.usage) throw error
    const next =
      error instanceof RefitError ? error.next : 'Run it again with --verbose to see where it comes from.'
    throw new RefitError(messageOf(error), {
      exitCode: checkExitCodes.incomplete,
      cause: error,
      ...(next === undefined ? {} : { next }),
    })
  }
}

async function run(invocation: CheckInvocation): Promise<ExitCode> {
  const { values } = invocation
  if (values.list) {
    process.stdout.write(listText(allChecks))
    return exitCodes.ok
  }
  wantedOf(values.to)
  const ids = allChecks.map(({ id }) => id)
  const begun = beginLook(selection(values.only, values.skip, ids), values.to)
  const known = values.baseline === undefined ? undefined : await readBaseline(values.baseline)
  if (values.inventory === undefined && values.manifests.length === 0) throw nothingToLookAt()
  for (const root of values.manifests) await lookAtManifests(begun, root, process.stdin)
  const waivers =
    values.inventory === undefined ? [] : await lookAtInventory(invocation, values.inventory, begun)
  return report(auditOf(begun, waivers, known, Date.now()), values.output)
}

async function lookAtInventory(
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

function auditOf(
  done: Look,
  waivers: readonly Waiver[],
  known: ReadonlySet<string> | undefined,
  now: number,
): Audit {
  const { left, ...rest } = applyWaivers(done.found.all(), waivers, now)
  const fresh = known === undefined ? left : onlyNew(left, known)
  const dropped = done.found.dropped()
  const cut = {
    subject: `${dropped} findings`,
    message: 'more than anybody reads, so they are left out',
    expected: false,
  }
  return {
    created: new Date(now).toISOString(),
    to: done.to,
    looked: {
      nodes: done.nodes.size,
      hosts: done.hosts.size,
      workloads: done.owners.size,
      manifests: done.manifests.size,
    },
    findings: fresh,
    ...rest,
    known: left.length - fresh.length,
    unread: [...done.unread, ...(dropped > 0 ? [cut] : [])],
  }
}

function report(audit: Audit, form: CheckInvocation['values']['output']): ExitCode {
  const { stdout, env } = process
  const paint = painter(wantsColour(stdout.isTTY, env))
  stdout.write(reportOf(audit, form, { paint, width: Math.min(stdout.columns ?? 80, 110) }))
  if (gaps(audit).length > 0) return checkExitCodes.incomplete
  return counts(audit).blocker > 0 ? checkExitCodes.blockers : checkExitCodes.ready
}

function nothingToLookAt(): RefitError {
  return new RefitError('There is nothing to look at.', {
    next: 'Name an inventory with --inventory, or manifests with --manifests.',
    exitCode: exitCodes.usage,
  })
}
