import type { Invocation } from '../cli/main.ts'
import { exitCodes, messageOf, RefitError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { painter, wantsColour } from '../report/colour.ts'
import { wantedOf } from '../migrate/context.ts'
import { counts, gaps } from './audit.ts'
import type { Audit } from './audit.ts'
import { onlyNew, readBaseline } from './baseline.ts'
import type { checkCommand } from './command.ts'
import { allChecks, listText } from './list.ts'
import { beginLook, lookAtManifests } from './look.ts'
import type { Look } from './look.ts'
import { lookAtInventory } from './look-at-inventory.ts'
import { reportOf } from './report/report.ts'
import { selection } from './select.ts'
import { applyWaivers } from './waivers.ts'
import type { Waiver } from './waivers.ts'

/** How check was called. */
export type CheckInvocation = Invocation<(typeof checkCommand)['options']>

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
    // Where only some checks ran, a waiver may fit what the others would find.
    unused: done.selection.only.size + done.selection.skip.size > 0 ? [] : rest.unused,
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
