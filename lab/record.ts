import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx'
import { jsonLine } from '../scripts/lib/report/ndjson.ts'
import { demoLab, freshLab, removeLab } from './demo-lab.ts'
import type { DemoProcess } from './demo-screen.ts'
import { checkout, recorded } from './paths.ts'

/** Migrates a lab of the classic profile, and keeps the plan and every event in lab/recorded. */
export async function record(io: DemoProcess): Promise<void> {
  await freshLab('classic', io)
  const run = $({ cwd: checkout, verbose: true })
  await run`npx zx scripts/plan.mjs --inventory ${demoLab} --out ${recorded.plan}`
  await run`npx zx scripts/migrate.mjs --inventory ${demoLab} --plan ${recorded.plan} --yes --output ndjson > ${recorded.events}`
  await removeLab(io)
  const lines = (await readFile(recorded.events, 'utf8')).split('\n').filter(line => line !== '')
  await writeFile(recorded.events, lines.map(line => jsonLine(withoutPath(JSON.parse(line)))).join(''))
}

/** The log of the recording is the recording; where the log was on the machine that made it is nobody's business. */
function withoutPath(event: object): object {
  return 'log' in event ? { ...event, log: recorded.events.slice(join(checkout, '/').length) } : event
}
