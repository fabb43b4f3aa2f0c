import { parseArgs } from 'node:util'
import { sampling, withSample } from '../support/sampling.ts'

export interface Options {
  /** Only labs of this profile. */
  profile: string | undefined
  /** So many pairs, chosen by `seed`; absent: all. */
  sample: number | undefined
  seed: number
  /** Only these pairs, FROM:TO each; either side may be left out. */
  only: string[]
  /** Takes labs that are there, and leaves them there. */
  keep: boolean
}

/** What CI has time for. */
const defaultSample = 2

/** `--profile NAME`, `--sample [N]`, `--seed S`, `--only FROM:TO` (may be repeated), `--keep`. */
export function parseOptions(words: readonly string[], random: () => number): Options {
  const { values } = parseArgs({
    args: withSample(words, defaultSample),
    options: {
      profile: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
    },
  })
  return {
    profile: values.profile,
    ...sampling(values, random),
    only: values.only,
    keep: values.keep,
  }
}

/** Whether `--only` has this pair: "a:b" is that one, "a:" and ":b" all of that start or end, nothing is all. */
export function isWanted(only: readonly string[], name: string): boolean {
  const [from, to] = name.split(':')
  return (
    only.length === 0 ||
    only.some(pattern => {
      const [start = '', end = ''] = pattern.split(':')
      return (start === '' || start === from) && (end === '' || end === to)
    })
  )
}
