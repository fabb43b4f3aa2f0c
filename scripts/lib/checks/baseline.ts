import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { exitCodes, messageOf, RefitError } from '../errors.ts'
import { json } from '../facts/text.ts'
import { fingerprint } from './reported.ts'
import type { Reported } from './reported.ts'

const earlier = z.object({
  version: z.literal(1),
  findings: z.array(
    z.object({
      id: z.string(),
      owner: z.string(),
      message: z.string(),
      place: z.object({ host: z.string().exactOptional(), file: z.string().exactOptional() }).exactOptional(),
    }),
  ),
})

/** What an earlier `--output json` found, as fingerprints. Throws a RefitError for a file that is no such report. */
export async function readBaseline(file: string): Promise<ReadonlySet<string>> {
  const parsed = earlier.safeParse(json(await read(file)))
  if (!parsed.success) throw wrong(`${file} is no report of check --output json.`)
  return new Set(parsed.data.findings.map(finding => fingerprint(finding)))
}

/** The findings that an earlier report does not have. */
export function onlyNew(all: readonly Reported[], known: ReadonlySet<string>): Reported[] {
  return all.filter(finding => !known.has(fingerprint(finding)))
}

async function read(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > largest) throw new Error(`it is larger than ${largest / 1024 / 1024} MiB`)
    return await readFile(file, 'utf8')
  } catch (error) {
    throw wrong(`The baseline ${file} cannot be read: ${messageOf(error)}.`)
  }
}

function wrong(message: string): RefitError {
  return new RefitError(message, {
    next: 'Make one with npx zx scripts/check.mjs --output json > FILE.',
    exitCode: exitCodes.usage,
  })
}

const largest = 64 * 1024 * 1024
