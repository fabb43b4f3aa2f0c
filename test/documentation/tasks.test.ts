import test from 'ava'
import { errorText } from '../../scripts/lib/cli/error-text.ts'
import { planText } from '../../scripts/lib/plan/text.ts'
import { painter } from '../../scripts/lib/report/colour.ts'
import { bareNode } from '../engine/support/bare-node.ts'
import { chrony, planOf } from '../engine/support/plan-of.ts'
import { planOf as wholePlan } from '../plan/plans.ts'
import { examples, read } from './support/page.ts'

const page = read('docs/tasks.md')
const [plan = '', error = ''] = examples(page, 'text')

test('docs/tasks.md has the example task as it is', t => {
  t.deepEqual(examples(page, 'js'), [read('scripts/examples/chrony.mjs')])
})

test('the plan that it shows is what that task gives', async t => {
  const planned = await planOf(chrony, bareNode(), 'vars: { ntpServers: [198.18.0.1] }\n')
  const whole = { ...wholePlan([planned.plan]), verb: 'to change' }
  t.is(planText(whole, { colour: false, width: 80 }), plan)
})

test('the error that it shows is what that task gives', async t => {
  const thrown = await t.throwsAsync(planOf(chrony, bareNode(), ''))
  t.is(errorText(thrown, { verbose: false, paint: painter(false) }), error)
})
