import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { exitCodes } from '../scripts/lib/errors.ts'
import type { ExitCode } from '../scripts/lib/errors.ts'
import { readPlan } from '../scripts/lib/plan/file.ts'
import { planText } from '../scripts/lib/plan/text.ts'
import { wantsColour } from '../scripts/lib/report/colour.ts'
import { recording } from '../scripts/lib/report/recording.ts'
import { reporter } from '../scripts/lib/report/reporter.ts'
import { duration } from '../scripts/lib/report/words.ts'
import type { Screen } from './demo-screen.ts'
import { recorded } from './paths.ts'

/** How long the recorded migration takes here, in seconds. */
const seconds = 2

/** Shows the plan and the report of a migration that was recorded on a lab, with the code that shows a real one. */
export async function showRecording(out: Screen): Promise<ExitCode> {
  const { stream, env, width } = out
  const plan = await readPlan(recorded.plan)
  const run = recording(await readFile(recorded.events, 'utf8'))
  const took = run.events.find(event => event.type === 'run-finished')?.seconds ?? 0
  const day = plan.created.slice(0, 10)
  out.line(`This is a recording: two nodes of a lab, migrated on ${day} in ${duration(took)}.`)
  out.section('The plan')
  stream.write(planText(plan, { colour: wantsColour(stream.isTTY, env), width }))
  out.section('The migration')
  const view = reporter({ output: 'auto', stream, verbose: false, environment: env, now: run.now })
  await run.play(event => view.emit(event), { seconds, sleep })
  await view.end()
  return exitCodes.ok
}
