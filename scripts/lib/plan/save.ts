import { createHash } from 'node:crypto'
import { z } from 'zod'
import { exitCodes, RefitError } from '../errors.ts'
import { plan, type Plan } from './plan.ts'

/** A plan as a file keeps it: JSON that people can read, with a checksum that shows whether anybody touched it. */
export function savePlan(saved: Plan): string {
  return `${JSON.stringify({ refit: 'plan', sha256: checksum(saved), plan: saved }, undefined, 2)}\n`
}

/** Reads it back. A file that is not a plan, is cut off, was altered or is of another version is one RefitError. */
export function loadPlan(text: string, file: string): Plan {
  const found = envelope.safeParse(parsed(text, file))
  if (!found.success) throw refused(file, 'is not a plan that refit has saved, or it was cut off or altered')
  const { version } = found.data.plan
  if (version !== 1)
    throw refused(file, `was saved by another version of refit (format ${String(version)}, not 1)`)
  if (found.data.sha256 !== checksum(found.data.plan)) throw refused(file, 'was altered after it was saved')
  const content = plan.safeParse(found.data.plan)
  if (!content.success) throw refused(file, 'does not hold a plan that this version of refit can run')
  return content.data
}

const envelope = z.strictObject({
  refit: z.literal('plan'),
  sha256: z.string(),
  plan: z.looseObject({ version: z.unknown() }),
})

// Over the content and not the text, so that a formatter may have been at the file. It finds accidents and
// edits by hand; whoever wants to deceive can make a checksum too, which is why the file is for its owner only.
function checksum(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refused(file, 'is not a whole plan: it was cut off, or is something else', cause)
  }
}

function refused(file: string, why: string, cause?: unknown): RefitError {
  return new RefitError(`${file} ${why}`, {
    state: 'nothing was touched',
    next: 'make the plan again with scripts/plan.mjs --out',
    exitCode: exitCodes.usage,
    cause,
  })
}
