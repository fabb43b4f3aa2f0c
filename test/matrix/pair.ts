import { difference, setupOf } from '../lab/support/snapshot.ts'
import { look, notOn, standing } from './look.ts'
import { withoutRuntime } from './outage.ts'
import { pairName } from './pairs.ts'
import type { Pair } from './pairs.ts'
import { refitOn } from './refit-on.ts'
import { restartCounts, restartsBetween } from './restarts.ts'
import type { MatrixRuntime } from './runtimes.ts'
import { socketsOf, useNewLocalImage } from './site.ts'
import type { Site } from './site.ts'
import type { Cost, Row } from './table.ts'

/** Takes the node of a site from one runtime to another and back, and looks at it on the way. */
export async function tryPair(site: Site, pair: Pair): Promise<Row> {
  const name = `${pair.field.profile} ${pairName(pair)}`
  try {
    const away = await bringTo(site, pair.from)
    if (away.length > 0) return { pair: name, problems: away }
    return { pair: name, ...(await thereAndBack(site, pair)) }
  } catch (error) {
    return { pair: name, problems: [error instanceof Error ? error.message : String(error)] }
  }
}

/** Brings the node to where the pair starts: by refit, like everything here. */
export async function bringTo(site: Site, runtime: MatrixRuntime): Promise<string[]> {
  if ((await notOn(site, runtime)).length === 0) return []
  const { said } = await refitOn(site, 'migrate', '--to', runtime.to)
  const wrong = await standing(site, runtime)
  return wrong.length === 0 ? [] : [`the node could not be brought to ${runtime.name}: ${said}`, ...wrong]
}

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
    ...difference(setup, await setupOf(site.lab, site.node.name)).map(line => `after the rollback: ${line}`),
  )
  return { problems, cost: { ...cost, rollbackSeconds } }
}

async function migrate(site: Site, to: MatrixRuntime) {
  const before = await restartCounts(site.lab)
  const started = performance.now()
  const { result: report, dark } = await withoutRuntime(site.node, socketsOf(site.field), () =>
    refitOn(site, 'migrate', '--to', to.to),
  )
  const seconds = (performance.now() - started) / 1000
  const { connections, roundTrips } = report
  const restarts = restartsBetween(before, await restartCounts(site.lab))
  const cost: Cost = { seconds, dark, restarts, connections, roundTrips }
  return { report, cost }
}
