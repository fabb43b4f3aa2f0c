import test from 'ava'
import { lastOf, taskMeta } from '../../scripts/lib/engine/task-meta.ts'
import type { PlanItem } from '../../scripts/lib/plan/plan.ts'
import type { TransactionState } from '../../scripts/lib/transaction/state.ts'

test('a transaction keeps whose it is and what it did, however much that is', t => {
  t.deepEqual(taskMeta('chrony', [item('/a'), item('/b')]), {
    task: 'chrony',
    changes: 'update /a; update /b',
  })
  const many = Array.from({ length: 12 }, (_, index) => item(`/${index}`))
  t.regex(taskMeta('chrony', many)['changes'] ?? '', /; update \/9; and 2 more$/u)
})

test('what --undo takes back is the newest of that task that is in force', t => {
  const past = [
    transaction('1', 'chrony', 'confirmed'),
    transaction('2', 'chrony', 'confirmed'),
    transaction('3', 'chrony', 'undone'),
    transaction('4', 'migrate', 'confirmed'),
  ]
  t.is(lastOf(past, 'chrony')?.id, '2')
  t.is(lastOf(past, 'motd'), undefined)
})

function item(subject: string): PlanItem {
  return {
    phase: 'switch',
    action: 'update',
    subject,
    reasons: [],
    irreversible: false,
    sensitive: false,
    steps: [],
  }
}

function transaction(id: string, task: string, state: TransactionState['state']): TransactionState {
  const who = { host: 'n1', run: 'r', owner: 'o', from: 'f', created: '2026-11-21T15:30:00Z', title: task }
  return { id, ...who, meta: { task }, phases: {}, altered: false, working: false, state }
}
