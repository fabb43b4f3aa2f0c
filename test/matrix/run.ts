// `npm run test:matrix`: takes a node of a live cluster from every runtime to every other, and back.
import { seeded } from '../faults/random.ts'
import { isWanted, parseOptions } from './options.ts'
import { pairName, pairsOf, sampleOf } from './pairs.ts'
import { fields } from './runtimes.ts'
import { rowText, table } from './table.ts'
import type { Row } from './table.ts'
import { tryField } from './try-field.ts'

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
  rows.push(...(await tryField(field, pairs, keep, tell)))
console.log(`\n${table(rows)}`)
process.exitCode = rows.length > 0 && rows.every(({ problems }) => problems.length === 0) ? 0 : 1

/** A run takes long, and may be broken off before its table. */
function tell(row: Row): void {
  const { problems } = row
  console.log(`${problems.length === 0 ? 'passed' : 'FAILED'} ${rowText(row)}`)
  for (const problem of problems) console.log(`    ${problem}`)
}
