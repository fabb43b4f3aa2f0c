import test from 'ava'
import { parseOptions } from './options.ts'

const cases: [
  words: string,
  seed: number,
  sample: number | undefined,
  only: string | undefined,
  keep: boolean,
][] = [
  ['', 500_000, undefined, undefined, false],
  ['--sample', 500_000, 8, undefined, false],
  ['--sample 3 --seed 7', 7, 3, undefined, false],
  ['--sample --seed 7', 7, 8, undefined, false],
  ['--only power --keep', 500_000, undefined, 'power', true],
]

for (const [words, seed, sample, only, keep] of cases) {
  test(`"${words}" is understood`, t => {
    t.deepEqual(
      parseOptions(words.split(' ').filter(Boolean), () => 0.5),
      { seed, sample, only, keep },
    )
  })
}

for (const words of ['--seed x', '--sample=many', '--sampel 3']) {
  test(`"${words}" is refused`, t => {
    t.throws(() => parseOptions(words.split(' '), () => 0.5))
  })
}
