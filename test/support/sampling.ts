/** Words of a command line in which `--sample` may stand without a number: then it is `byDefault`. parseArgs has no such option. */
export function withSample(words: readonly string[], byDefault: number): string[] {
  return words.map((word, index) =>
    word === '--sample' && !/^\d+$/u.test(words[index + 1] ?? '') ? `--sample=${byDefault}` : word,
  )
}

/** What `--sample` and `--seed` say: no sample is all, and without a seed it is one by chance. */
export function sampling(
  { sample, seed }: { sample?: string | undefined; seed?: string | undefined },
  random: () => number,
): { sample: number | undefined; seed: number } {
  return {
    sample: sample === undefined ? undefined : whole('--sample', sample),
    seed: seed === undefined ? Math.floor(random() * 1_000_000) : whole('--seed', seed),
  }
}

/** The whole number that an option says. Throws a RangeError that names the option. */
export function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new RangeError(`${name} ${text}: expected a whole number`)
  return Number(text)
}
