import test from 'ava'
import type { Told } from './controller.ts'
import { honesty } from './judge.ts'
import type { Side } from './reset.ts'

const cases: [title: string, told: Partial<Told>, side: Side, wrong: boolean][] = [
  ['rolled back, and it is', { result: 'rolled-back', code: 1 }, 'old', false],
  ['rolled back, and it is not', { result: 'rolled-back', code: 1 }, 'new', true],
  ['untouched, and it is not', { result: 'untouched', code: 1 }, 'new', true],
  ['rolled back, with the exit code of success', { result: 'rolled-back', code: 0 }, 'old', true],
  [
    'migrated, and it is',
    { result: 'changed', code: 0, message: 'It runs containerd 1.6.20.' },
    'new',
    false,
  ],
  [
    'migrated, and it is not',
    { result: 'changed', code: 0, message: 'It runs containerd 1.6.20.' },
    'old',
    true,
  ],
  ['unknown, with its own exit code', { result: 'unknown', code: 3 }, 'old', false],
  ['unknown, as if it were known', { result: 'unknown', code: 1 }, 'old', true],
  ['a result that there is not', { result: 'perfect', code: 0 }, 'old', true],
  ['nothing: it was killed', { code: 137 }, 'old', false],
]

for (const [title, told, side, wrong] of cases) {
  test(`a report that says ${title} is ${wrong ? 'found out' : 'believed'}`, t => {
    const all = { script: 'migrate', code: 0, stdout: '', stderr: '', all: '', ...told }
    t.is(honesty(all, side).length > 0, wrong)
  })
}
