import { difference, setupOf } from '../lab/support/snapshot.ts'
import { look, notOn, standing } from './look.ts'
import { withoutRuntime } from './outage.ts'
import type { Pair } from './pairs.ts'
import { refitOn } from './refit-on.ts'
import { containerIds, restartsBetween } from './restarts.ts'
import type { MatrixRuntime } from './runtimes.ts'
import { socketsOf, useNewLocalImage } from './site.ts'
import type { Site } from './site.ts'
import type { Cost, Row } from './table.ts'

/** Takes the node of a site, which is where the pair starts, to the other runtime and back, and looks at it. */
export async function tryPair(site: Site, pair: Pair): Promise<Omit<Row, 'pair'>> {
  try {
    return await thereAndBack(site, pair)
  } catch (error) {
    return { problems: [wordsOf(error)] }
  }
}

/** Brings the node to a runtime, by refit like everything here; gives what keeps it from there. */
export async function bringTo(site: Site, runtime: MatrixRuntime): Promise<string[]> {
  try {
    if ((await notOn(site, runtime)).length === 0) return []
    const { said } = await refitOn(site, 'migrate', '--to', runtime.to)
    const wrong = await standing(site, runtime)
    return wrong.length === 0 ? [] : [`the node could not be brought to ${runtime.name}: ${said}`, ...wrong]
  } catch (error) {
    return [wordsOf(error)]
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

async function thereAndBack(site: Site, { from, to }: Pair): Promise<Omit<Row, 'pair'>> {
  await useNewLocalImage(site, from.store)
  const ready = await standing(site, from)
  if (ready.length > 0) return { problems: ready }
  const setup = await setupOf(site.lab, site.node.name)

  const { report, cost } = await migrate(site, to)
  if (report.result !== 'changed' || report.code !== 0)
    return {
      problems: [`migrate ended with ${report.code}: ${report.said}`, ...(await standing(site, from))],
    }
  const problems = await look(site, to)

  const started = performance.now()
  const back = await refitOn(site, 'rollback')
  const rollbackSeconds = (performance.now() - started) / 1000
  problems.push(
    ...(back.code === 0 ? [] : [`rollback ended with ${back.code}: ${back.said}`]),
    ...(await standing(site, from)).map(line => `after the rollback: ${line}`),
    ...difference(setup, await setupOf(site.lab, site.node.name))
      .filter(line => !madeByRuntimes.test(line))
      .map(line => `after the rollback: ${line}`),
  )
  return { problems, cost: { ...cost, rollbackSeconds } }
}

// CRI-O makes these two folders, empty, when it starts for the first time; they stay as its images stay.
const madeByRuntimes = /^\+ d \d+ root:root \/etc\/crio\/(?:auth|policies) -> $/u

async function migrate(site: Site, to: MatrixRuntime) {
  const before = await containerIds(site.lab)
  const started = performance.now()
  const { result: report, dark } = await withoutRuntime(site.node, socketsOf(site.field), () =>
    refitOn(site, 'migrate', '--to', to.to),
  )
  const seconds = (performance.now() - started) / 1000
  const { connections, roundTrips } = report
  const restarts = restartsBetween(before, await containerIds(site.lab))
  const cost: Cost = { seconds, dark, restarts, connections, roundTrips }
  return { report, cost }
}
