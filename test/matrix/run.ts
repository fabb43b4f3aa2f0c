// `npm run test:matrix`: takes a node of a live cluster from every runtime to every other, and back.
import { seeded } from '../faults/random.ts'
import { notOn } from './look.ts'
import { isWanted, parseOptions } from './options.ts'
import { tryPair } from './pair.ts'
import { pairName, pairsOf, sampleOf } from './pairs.ts'
import type { Pair } from './pairs.ts'
import { fields } from './runtimes.ts'
import type { Field } from './runtimes.ts'
import { closeSite, openSite } from './site.ts'
import type { Site } from './site.ts'
import { table } from './table.ts'
import type { Row } from './table.ts'

const { profile, sample, seed, only, keep } = parseOptions(process.argv.slice(2), Math.random)
const all = fields
  .filter(field => profile === undefined || field.profile === profile)
  .flatMap(pairsOf)
  .filter(pair => isWanted(only, pairName(pair)))
const chosen = sample === undefined ? all : sampleOf(all, sample, seeded(seed))
if (sample !== undefined)
  console.log(`seed ${seed}; again with: npm run test:matrix -- --sample ${sample} --seed ${seed}`)
console.log(`${chosen.length} of ${fields.flatMap(pairsOf).length} pairs`)

const rows: Row[] = []
for (const [field, pairs] of Map.groupBy(chosen, pair => pair.field))
  rows.push(...(await tryField(field, pairs)))
console.log(`\n${table(rows)}`)
process.exitCode = rows.length > 0 && rows.every(({ problems }) => problems.length === 0) ? 0 : 1

/** All pairs of one profile, on one lab; a node that a pair has spoilt is made anew. */
async function tryField(field: Field, pairs: readonly Pair[]): Promise<Row[]> {
  const tried: Row[] = []
  let site = await openSite(field, keep)
  try {
    for (const pair of pairs) {
      const row = await tryPair(site, pair)
      tried.push(row)
      console.log(`${row.problems.length === 0 ? 'passed' : 'FAILED'} ${row.pair}`)
      for (const problem of row.problems) console.log(`    ${problem}`)
      if (await isSpoilt(site)) {
        await closeSite(site, false)
        site = await openSite(field, false)
      }
    }
  } finally {
    await closeSite(site, keep)
  }
  return tried
}

/** Whether the node is in use on none of its runtimes. */
async function isSpoilt(site: Site): Promise<boolean> {
  const wrong = await Promise.all(site.field.runtimes.map(runtime => notOn(site, runtime).catch(() => ['?'])))
  return wrong.every(lines => lines.length > 0)
}
