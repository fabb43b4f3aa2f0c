import test from 'ava'
import { parseOptions } from './options.ts'
import type { Options } from './options.ts'

const none = { seed: 500_000, sample: undefined, only: [], from: 1, lab: 'faults', keep: false }

const cases: [words: string, options: Partial<Options>][] = [
  ['', {}],
  ['--sample', { sample: 6 }],
  ['--sample 3 --seed 7', { sample: 3, seed: 7 }],
  ['--sample --seed 7', { sample: 6, seed: 7 }],
  ['--only power --only SIGINT --keep', { only: ['power', 'SIGINT'], keep: true }],
  ['--seed 7 --from 40 --lab other', { seed: 7, from: 40, lab: 'other' }],
]

for (const [words, options] of cases) {
  test(`"${words}" is understood`, t => {
    t.deepEqual(
      parseOptions(words.split(' ').filter(Boolean), () => 0.5),
      { ...none, ...options },
    )
  })
}

for (const words of ['--seed x', '--sample=many', '--sampel 3', '--from last']) {
  test(`"${words}" is refused`, t => {
    t.throws(() => parseOptions(words.split(' '), () => 0.5))
  })
}
