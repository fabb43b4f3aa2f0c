import { open, readFile, rename, rm } from 'node:fs/promises'
import { exitCodes, RefitError } from '../errors.ts'
import type { Plan } from './plan.ts'
import { loadPlan, savePlan } from './save.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Writes a plan for this user only, whole or not at all: a crash leaves the old file or the new one. */
export async function writePlan(file: string, plan: Plan): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(savePlan(plan))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw unusable(`the plan cannot be written to ${file}`, cause)
  }
}

/** Writes a plan where the user asked for it, without what is sensitive in it. */
export async function savePlanTo(file: string | undefined, plan: Plan): Promise<void> {
  if (file !== undefined) await writePlan(file, withoutSecrets(plan))
}

/** Reads a plan that `writePlan` has written. */
export async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(`the plan ${file} cannot be read`, cause)
  })
  return loadPlan(text, file)
}

function unusable(message: string, cause: unknown): RefitError {
  const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return new RefitError(`${message}${why}`, {
    state: 'nothing was touched',
    cause,
    exitCode: exitCodes.usage,
  })
}
