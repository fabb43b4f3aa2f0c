import test from 'ava'
import fc from 'fast-check'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import { loadPlan, savePlan } from '../../scripts/lib/plan/save.ts'
import { item, migrationPlan, node, planOf } from './plans.ts'

const saved = savePlan(migrationPlan())

test('a saved plan comes back as it was', t => {
  t.deepEqual(loadPlan(saved, 'plan.json'), migrationPlan())
})

test('a formatter may have been at the file', t => {
  t.deepEqual(loadPlan(JSON.stringify(JSON.parse(saved)), 'plan.json'), migrationPlan())
})

const wrong: [string, string, RegExp][] = [
  ['an empty file', '', /is not a whole plan/],
  ['a file that was cut off', saved.slice(0, -20), /is not a whole plan/],
  ['a file that is something else', '{"hosts": {}}', /is not a plan that refit has saved/],
  ['a file with a word changed', saved.replace('docker.service', 'sshd.service'), /was altered/],
  ['a file with a node taken out', without(saved, 'nodes'), /was altered/],
  [
    'a plan of a later version',
    saved.replace('"version": 1', '"version": 2'),
    /another version of refit \(format 2, not 1\)/,
  ],
  ['a plan that was made by hand', handMade({ items: 'none' }), /does not hold a plan/],
  [
    'a plan with a key that nobody knows',
    handMade({ items: [], notes: [], extra: 1 }),
    /does not hold a plan/,
  ],
]
for (const [title, text, message] of wrong)
  test(`${title} is refused in one line, before anything is touched`, t => {
    const error = t.throws(() => loadPlan(text, 'plan.json'), { instanceOf: RefitError, message })
    t.true(error?.message.startsWith('plan.json '))
    t.notRegex(error?.message ?? '', /\n/)
    t.is(error?.exitCode, exitCodes.usage)
    t.is(error?.state, 'nothing was touched')
  })

test('any plan comes back as it was', t => {
  const text = fc.string({ unit: 'grapheme' })
  const items = fc.array(text.map(subject => item('switch', 'stop', subject)))
  fc.assert(
    fc.property(text, items, (host, all) => {
      const plan = planOf([node(host, { items: all })])
      t.deepEqual(loadPlan(savePlan(plan), 'plan.json'), plan)
    }),
  )
})

test('a plan in which any one character was changed is refused', t => {
  const change = fc.record({ at: fc.nat(saved.length - 2), by: fc.constantFrom('x', '0', '"', '}', ' ') })
  fc.assert(
    fc.property(change, ({ at, by }) => {
      const altered = saved.slice(0, at) + by + saved.slice(at + 1)
      fc.pre(!sameJson(altered, saved))
      t.throws(() => loadPlan(altered, 'plan.json'), { instanceOf: RefitError })
    }),
  )
})

function without(text: string, key: string): string {
  const { plan, ...envelope } = JSON.parse(text) as { plan: Record<string, unknown> }
  return JSON.stringify({ ...envelope, plan: { ...plan, [key]: [] } })
}

function handMade(nodePlan: Record<string, unknown>): string {
  const plan = planOf([{ ...node('n1'), ...nodePlan }] as never)
  return savePlan(plan)
}

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other))
  } catch {
    return false
  }
}
