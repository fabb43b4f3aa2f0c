import test from 'ava'
import { prunable } from '../../scripts/lib/cleanup/prunable.ts'
import type { TransactionState } from '../../scripts/lib/transaction/state.ts'

const cases: [title: string, states: string, keep: number, gone: string][] = [
  ['the oldest closed ones go', 'confirmed undone confirmed', 1, '1 2'],
  ['no more than there are is kept', 'confirmed undone', 5, ''],
  ['open ones stay and do not count', 'open undoing undo-failed undone confirmed', 1, '4'],
  [
    'the last confirmed one stays, however old: a rollback needs it',
    'confirmed confirmed undone undone',
    1,
    '1 3',
  ],
  ['what was sent and never run counts as closed', 'staged undone', 1, '1'],
  ['nothing comes of nothing', '', 1, ''],
]

for (const [title, states, keep, gone] of cases) {
  test(title, t => {
    const all = states.split(' ').filter(Boolean).map(transaction)
    t.is(
      prunable(all, keep)
        .map(({ id }) => id)
        .join(' '),
      gone,
    )
  })
}

function transaction(state: string, index: number): TransactionState {
  return {
    id: String(index + 1),
    host: 'n2',
    run: 'r1',
    owner: 'alice',
    from: 'laptop',
    created: '2026-11-21T15:30:00Z',
    title: 'dockershim to containerd',
    meta: {},
    phases: {},
    altered: false,
    working: false,
    state: state as TransactionState['state'],
  }
}
