import test from 'ava'
import fc from 'fast-check'
import { planSummary, planText } from '../../scripts/lib/plan/text.ts'
import { golden } from '../report/support/golden.ts'
import { item, migrationPlan, node, planOf } from './plans.ts'

const pipe = { colour: false, width: 80 }

test('a plan in a pipe is plain text', t => {
  golden(t, new URL('fixtures/plan.txt', import.meta.url), planText(migrationPlan(), pipe))
})

test('a plan on a terminal of 80 columns is the same text in colour', t => {
  const text = planText(migrationPlan(), { colour: true, width: 80 })
  golden(t, new URL('fixtures/plan-coloured.txt', import.meta.url), text)
  t.is(text.replaceAll(colour, ''), planText(migrationPlan(), pipe))
})

test('a task without phases of its own is shown without them', t => {
  const plan = planOf([node('n1', { items: [item('switch', 'create', '/etc/chrony.conf')] })])
  t.is(
    planText({ ...plan, verb: 'to change' }, pipe),
    '+ add\n\nn1\n    + create /etc/chrony.conf\n\nPlan: 1 node to change, 1 change.\n',
  )
})

test('with nothing to do it says so, and explains no symbols', t => {
  t.is(planText(planOf([node('n1'), node('n2')]), pipe), 'No changes. Every node is as it should be.\n')
})

test('a note on a node without changes is still shown', t => {
  const notes = [
    { severity: 'warning' as const, id: 'eol', message: 'Kubernetes 1.23 has had its end of life.' },
  ]
  t.is(
    planText(planOf([node('n1', { notes })]), pipe),
    'n1\n\n  warning: Kubernetes 1.23 has had its end of life. (eol)\n\nNo changes. Every node is as it should be.\n1 warning.\n',
  )
})

const change = item('switch', 'stop', 'docker.service')
const summaries: [string, ReturnType<typeof planOf>, string][] = [
  ['one of each', planOf([node('n1', { items: [change] })]), 'Plan: 1 node to migrate, 1 change.'],
  [
    'several',
    planOf([node('n1', { items: [change, change] }), node('n2', { items: [change] })]),
    'Plan: 2 nodes to migrate, 3 changes.',
  ],
  [
    'some of them done',
    planOf([node('n1', { items: [change] }), node('n2')]),
    'Plan: 1 node to migrate, 1 change. 1 node stays as it is.',
  ],
  ['no nodes', planOf([]), 'No changes. Every node is as it should be.'],
]
for (const [title, plan, expected] of summaries)
  test(`the summary of ${title} reads "${expected}"`, t => {
    t.is(planSummary(plan), expected)
  })

test('ten images are all listed, and of more the rest is counted', t => {
  const images = (many: number) =>
    planOf([
      node('n1', {
        items: Array.from({ length: many }, (_, index) => item('prepare', 'carry', `i:${index}`)),
      }),
    ])
  t.false(planText(images(9), pipe).includes('more'))
  t.true(planText(images(10), pipe).includes('      and 2 more; --json lists them all\n'))
})

test('no control character of a node reaches the terminal through a plan', t => {
  const hostile = fc.string({ unit: 'binary' })
  const items = fc.array(
    fc
      .record({ subject: hostile, reason: hostile, diff: hostile })
      .map(({ subject, reason, diff }) => item('switch', 'update', subject, { reasons: [reason], diff })),
    { maxLength: 3 },
  )
  const notes = fc.array(
    fc.record({
      severity: fc.constantFrom('blocker', 'warning', 'note'),
      id: hostile,
      message: hostile,
      fix: hostile,
    }),
    { maxLength: 3 },
  )
  const nodes = fc.record({ host: hostile, node: hostile, from: hostile, to: hostile, items, notes })
  fc.assert(
    fc.property(nodes, hostile, (one, verb) => {
      const text = planText({ ...planOf([node(one.host, one)]), verb }, pipe)
      t.notRegex(text, /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cc}\n\t]/u)
    }),
  )
})

// oxlint-disable-next-line no-control-regex
const colour = /\x1b\[\d+m/g
