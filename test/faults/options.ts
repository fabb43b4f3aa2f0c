import { parseArgs } from 'node:util'
import { sampling, whole, withSample } from '../support/sampling.ts'

export interface Options {
  /** Which faults, in which order, and what each leaves to chance. */
  seed: number
  /** So many of them, of as many kinds as there are; absent: all. */
  sample: number | undefined
  /** Only faults with one of these in their name; empty: all. */
  only: readonly string[]
  /** The number of the fault to begin with, from 1: to go on with a run that was broken off. */
  from: number
  /** The name of its lab: two runs with different names can share a machine. */
  lab: string
  /** Takes a lab that is there, and leaves it there. */
  keep: boolean
}

/** As many as fit in six minutes. */
const defaultSample = 6

/** `--sample [N]`, `--seed S`, `--from N`, `--only NAME` (as often as you like), `--lab NAME`, `--keep`. */
export function parseOptions(words: readonly string[], random: () => number): Options {
  const { values } = parseArgs({
    args: withSample(words, defaultSample),
    options: {
      seed: { type: 'string' },
      sample: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      from: { type: 'string', default: '1' },
      lab: { type: 'string', default: 'faults' },
      keep: { type: 'boolean', default: false },
    },
  })
  return {
    ...sampling(values, random),
    only: values.only,
    from: whole('--from', values.from),
    lab: values.lab,
    keep: values.keep,
  }
}
