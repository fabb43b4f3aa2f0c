// `npm run test:faults`: breaks a real node in every way of the catalogue, and sees whether it comes back.
import { catalogue } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { judge } from './judge.ts'
import { parseOptions } from './options.ts'
import { seeded } from './random.ts'
import type { Random } from './random.ts'
import { rescue, toStart } from './reset.ts'
import { openRig } from './rig.ts'
import type { Rig } from './rig.ts'
import { scene } from './scene.ts'
import { table } from './table.ts'
import type { Result } from './table.ts'

const options = parseOptions(process.argv.slice(2), Math.random)
const { seed, sample, only, from, lab, keep } = options
console.log(`seed ${seed}; again with: npm run test:faults -- --seed ${seed}`)
// The first Ctrl-C ends it after the fault in hand, with the table of those that were.
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())
const rig = await openRig(lab, keep)
const results: Result[] = []
try {
  const all = catalogue(rig.points, seeded(seed)).filter(
    ({ name }) => only.length === 0 || only.some(part => name.includes(part)),
  )
  const chosen = sample === undefined ? all : all.filter(({ slow }) => slow !== true).slice(0, sample)
  console.log(`${chosen.length} of ${all.length} faults`)
  for (const [index, fault] of chosen.entries()) {
    if (index + 1 < from) continue
    if (stop.signal.aborted) break
    const started = performance.now()
    const problems = await suffer(rig, fault, seeded(seed + index))
    results.push({ kind: fault.kind, name: fault.name, problems })
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(
      `${index + 1}/${chosen.length} ${problems.length === 0 ? 'survived' : 'LOST'} ${fault.name} (${seconds} s)`,
    )
  }
} finally {
  await rig.close(keep)
}
console.log(table(results))
process.exitCode = results.length > 0 && results.every(({ problems }) => problems.length === 0) ? 0 : 1

/** Lets one fault happen, judges it, and brings the node back to the start. Gives what was broken. */
async function suffer(on: Rig, fault: Fault, random: Random): Promise<string[]> {
  const now = scene(on, random)
  const problems: string[] = []
  try {
    await fault.play(now)
    problems.push(...(await judge(now)))
  } catch (error) {
    problems.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
  await now
    .heal()
    .catch((error: unknown) => problems.push(`what the fault did was not mended: ${String(error)}`))
  if (problems.length === 0) await toStart(on)
  else {
    // Said before the rescue, which may take its time, or fail.
    for (const problem of problems) console.log(`    ${problem}`)
    for (const { script, code, all } of now.told)
      console.log(`    ${script} ended with ${code}: ${all.slice(-800)}`)
    for (const line of await rescue(on)) console.log(`    ${line}`)
  }
  return problems
}
