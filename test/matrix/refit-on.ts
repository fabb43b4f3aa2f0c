import { z } from 'zod'
import { refit } from '../lab/support/refit.ts'
import type { Site } from './site.ts'

/** What refit did to the node, by its own report: what it claims is compared with what is there. */
export interface Report {
  code: number
  /** "changed", "rolled-back", ...; undefined where it did not come so far. */
  result?: string
  connections: number
  roundTrips: number
  /** Its own words on the end of it, in one line. */
  said: string
}

const hostFinished = z.looseObject({
  type: z.literal('host-finished'),
  result: z.string(),
  message: z.string(),
  cost: z.looseObject({ connections: z.number(), roundTrips: z.number() }).optional(),
})

/** Runs `migrate --to` or `rollback` on the node of the site. */
export async function refitOn(site: Site, script: string, ...words: string[]): Promise<Report> {
  const common = ['--inventory', site.lab.inventory, '--limit', site.node.name, '--yes', '--output', 'ndjson']
  const { code, stdout, stderr } = await refit(`scripts/${script}.mjs`, [...common, ...words])
  const finished = stdout
    .split('\n')
    .filter(line => line.includes('"host-finished"'))
    .map(line => hostFinished.parse(JSON.parse(line)))
    .at(-1)
  const { connections = 0, roundTrips = 0 } = finished?.cost ?? {}
  // Where it stopped before it came to the node, the reason stands at the end.
  const said = (finished?.message ?? stderr.slice(-600)).replaceAll(/\s+/gu, ' ').trim()
  return { code, connections, roundTrips, said, ...(finished && { result: finished.result }) }
}
