import { parseArgs } from 'node:util'

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
  // parseArgs knows no option whose value may be left out.
  const args = words.map((word, index) =>
    word === '--sample' && !/^\d+$/u.test(words[index + 1] ?? '') ? `--sample=${defaultSample}` : word,
  )
  const { values } = parseArgs({
    args,
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
    sample: values.sample === undefined ? undefined : whole('--sample', values.sample),
    seed: values.seed === undefined ? Math.floor(random() * 1_000_000) : whole('--seed', values.seed),
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

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new RangeError(`${name} ${text}: expected a whole number`)
  return Number(text)
}
