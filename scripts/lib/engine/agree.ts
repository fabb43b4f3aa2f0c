import { confirm } from '../cli/confirm.ts'
import { exitCodes, RefitError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import { planSummary, planText } from '../plan/text.ts'
import { withoutSecrets } from '../plan/without-secrets.ts'
import { wantsColour } from '../report/colour.ts'
import type { CommonInvocation } from './open-run.ts'

/** How it goes on after a plan was shown: it is run, or the script ends with this code. */
export type Agreement = { goOn: true } | { goOn: false; code: ExitCode }

/** Shows a plan and asks whether to run it, as the options say. Throws where blockers stand in its way. */
export async function agree(plan: Plan, { values }: CommonInvocation): Promise<Agreement> {
  if (values.json && !values.dryRun) throw onlyForPlans()
  show(plan, values)
  const changes = plan.nodes.some(({ items }) => items.length > 0)
  if (values.dryRun) return end(changes && values.detailedExitcode ? exitCodes.changes : exitCodes.ok)
  refuseBlockers(plan)
  if (!changes) return end(exitCodes.ok)
  const { stdin, stderr } = process
  const yes = await confirm(`${planSummary(plan)} Run it?`, { stdin, stdout: stderr, yes: values.yes })
  if (yes) return { goOn: true }
  stderr.write('Nothing was changed.\n')
  return end(exitCodes.failed)
}

// NDJSON on standard output must stay NDJSON, so the plan goes beside it.
function show(plan: Plan, { json, output }: CommonInvocation['values']): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(withoutSecrets(plan), undefined, 2)}\n`)
    return
  }
  const stream = output === 'ndjson' ? process.stderr : process.stdout
  const colour = wantsColour(stream.isTTY, process.env)
  stream.write(planText(plan, { colour, width: Math.min(stream.columns ?? 80, 110) }))
}

function refuseBlockers({ nodes }: Plan): void {
  const blockers = nodes.flatMap(({ host, notes }) =>
    notes.filter(({ severity }) => severity === 'blocker').map(({ message }) => `${host}: ${message}`),
  )
  if (blockers.length === 0) return
  throw new RefitError(`Blockers stand in the way.\n  ${blockers.join('\n  ')}`, {
    state: 'Nothing was changed.',
    next: 'Fix them as the plan says, or leave these hosts out with --limit.',
  })
}

function onlyForPlans(): RefitError {
  return new RefitError('--json shows a plan, and a run has more to tell.', {
    state: 'Nothing was changed.',
    next: 'Give it with --dry-run; for a run there is --output ndjson.',
    exitCode: exitCodes.usage,
  })
}

function end(code: ExitCode): Agreement {
  return { goOn: false, code }
}
