import test from 'ava'
import type { NodePlan } from '../../scripts/lib/plan/plan.ts'
import { staleness } from '../../scripts/lib/plan/staleness.ts'

test('a plan that would be made again just so is not stale', t => {
  t.is(staleness(plan({ '1. update /a': 'x' }), plan({ '1. update /a': 'x' })), undefined)
})

test('a stale plan names what would be different now', t => {
  t.is(
    staleness(
      plan({ '1. update /a': 'x', '2. stop b': 'y' }),
      plan({ '1. update /a': 'z', '2. stop b': 'y' }),
    ),
    'The node has changed since the plan was made: update /a would be different now.',
  )
})

test('many differences are counted', t => {
  const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map(name => [`1. update /${name}`, 'x']))
  t.regex(staleness(plan(many), plan({})) ?? '', /update \/a, update \/b, update \/c and 2 more would/u)
})

function plan(parts: Record<string, string>): NodePlan {
  return { host: 'n2', items: [], notes: [], fingerprint: JSON.stringify(parts), fingerprintParts: parts }
}
