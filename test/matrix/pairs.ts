import { shuffled } from '../faults/random.ts'
import type { Random } from '../faults/random.ts'
import type { Field, MatrixRuntime } from './runtimes.ts'

export interface Pair {
  field: Field
  from: MatrixRuntime
  to: MatrixRuntime
}

/** "dockershim:crio-1.23", as in `--only`. */
export const pairName = ({ from, to }: Pick<Pair, 'from' | 'to'>) => `${from.name}:${to.name}`

/** Every ordered pair of a field that is legal; those with the same start are neighbours. Pure. */
export function pairsOf(field: Field): Pair[] {
  const { runtimes, legal } = field
  return runtimes.flatMap(from =>
    runtimes.filter(to => to !== from && legal(from, to)).map(to => ({ field, from, to })),
  )
}

/** So many of them, chosen by chance, in the order that they had: a node then moves as little as it can. Pure. */
export function sampleOf(pairs: readonly Pair[], count: number, random: Random): Pair[] {
  const chosen = new Set(shuffled(random, pairs).slice(0, count))
  return pairs.filter(pair => chosen.has(pair))
}
