import { notOn } from './look.ts'
import { bringTo, tryPair } from './pair.ts'
import { pairName } from './pairs.ts'
import type { Pair } from './pairs.ts'
import type { Field, MatrixRuntime } from './runtimes.ts'
import { closeSite, openSite } from './site.ts'
import type { Site } from './site.ts'
import type { Row } from './table.ts'

/** All these pairs of one profile, on one lab; a node that a pair has spoilt is made anew. `tell` hears of each. */
export async function tryField(
  field: Field,
  pairs: readonly Pair[],
  keep: boolean,
  tell: (row: Row) => void,
): Promise<Row[]> {
  const rows: Row[] = []
  const unreachable = new Map<MatrixRuntime, string[]>()
  const needed = pairs.flatMap(({ from, to }) => [from, to])
  let site = await openSite(field, needed, keep)
  try {
    for (const pair of pairs) {
      const away = unreachable.get(pair.from) ?? (await bringTo(site, pair.from))
      if (away.length > 0) unreachable.set(pair.from, away)
      const name = `${field.profile} ${pairName(pair)}`
      const row: Row = { pair: name, ...(away.length > 0 ? { problems: away } : await tryPair(site, pair)) }
      rows.push(row)
      tell(row)
      if (await isSpoilt(site)) {
        await closeSite(site, false)
        site = await openSite(field, needed, false)
      }
    }
  } finally {
    await closeSite(site, keep)
  }
  return rows
}

/** Whether the node is in use on none of its runtimes. */
async function isSpoilt(site: Site): Promise<boolean> {
  const wrong = await Promise.all(site.field.runtimes.map(runtime => notOn(site, runtime).catch(() => ['?'])))
  return wrong.every(lines => lines.length > 0)
}
