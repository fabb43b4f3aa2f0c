import type { Fault, Kind } from './fault.ts'
import { bundle, journal, planFile } from './kinds/bundle.ts'
import { interrupted, killed, killedWithDrain, second } from './kinds/controller.ts'
import { full, readOnly } from './kinds/disk.ts'
import { apiAway, cutOff, sshdRestarted } from './kinds/network.ts'
import { cutInMigration, cutInUndo } from './kinds/power.ts'
import { broken } from './kinds/runtime.ts'
import type { Points } from './points.ts'
import { shuffled } from './random.ts'
import type { Random } from './random.ts'

const kinds: readonly Kind[] = [
  killed,
  killedWithDrain,
  interrupted,
  second,
  cutOff,
  sshdRestarted,
  apiAway,
  cutInMigration,
  cutInUndo,
  full,
  readOnly,
  broken,
  planFile,
  bundle,
  journal,
]

/** Every fault that there is for a node with these points: by chance, but each kind has its turn early. */
export function catalogue(points: Points, random: Random): Fault[] {
  // Where a node has few steps, two points of a kind may be the same.
  const byName = new Map(kinds.flatMap(kind => kind(points)).map(fault => [fault.name, fault]))
  const byKind = Map.groupBy(byName.values(), ({ kind }) => kind)
  const orders = shuffled(
    random,
    [...byKind.values()].map(of => shuffled(random, of)),
  )
  const rounds = Math.max(0, ...orders.map(({ length }) => length))
  return Array.from({ length: rounds }, (_, round) => orders.flatMap(of => of.slice(round, round + 1))).flat()
}
