import test from 'ava'
import { nodeTransaction } from '../../scripts/lib/engine/node-transaction.ts'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { CommandStopped } from '../../scripts/lib/ssh/errors.ts'
import type { RunResult, Session } from '../../scripts/lib/ssh/session.ts'
import { fakeRun, hosts } from '../support/run.ts'

const refusing = (code: number): RunResult => ({ code, stdout: '', stderr: 'refit: no\n' })

// What is counted as begun is taken back; what is not would be left as it is, whatever was done.
const cases: [title: string, answer: RunResult | Error, begun: boolean][] = [
  ['a bundle that did not arrive as it was sent', refusing(65), false],
  ['a host whose disk is full', refusing(69), false],
  ['a host that another run has in hand', refusing(75), false],
  ['a host that fails on the way', refusing(1), true],
  ['a host whose answer cannot be understood', { code: 0, stdout: 'state\tfine\n', stderr: '' }, true],
  [
    'a host that says nothing any more',
    new CommandStopped('timeout', false, 'it took too long', { host: 'n2' }),
    true,
  ],
]

for (const [title, answer, begun] of cases) {
  test(`${title} ${begun ? 'may have begun' : 'has done nothing'}`, async t => {
    const transaction = nodeTransaction(workWith(answer), { title: 'a test', meta: {} })
    t.false(transaction.isBegun())
    await t.throwsAsync(transaction.run('prepare'))
    t.is(transaction.isBegun(), begun)
  })
}

function workWith(answer: RunResult | Error): Parameters<typeof nodeTransaction>[0] {
  const session: Session = {
    host: 'n2',
    cost: { connections: 1, roundTrips: 0 },
    close: async () => {},
    async run(_script, { onLine } = {}) {
      if (answer instanceof Error) throw answer
      for (const line of answer.stdout.split('\n')) onLine?.(line)
      return answer
    },
  }
  const { run } = fakeRun(async () => session)
  const [host] = hosts('n2')
  if (host === undefined) throw new Error('no host')
  const step = { do: 'remove', path: '/etc/one' } as const
  const item = {
    phase: 'prepare',
    action: 'delete',
    subject: '/etc/one',
    reasons: [],
    irreversible: false,
    sensitive: false,
    steps: [step],
  } as const
  const plan = {
    host: 'n2',
    items: [{ ...item, reasons: [], steps: [step] }],
    notes: [],
    fingerprint: '',
    fingerprintParts: {},
  }
  // Nothing of the facts is asked for here.
  return { run, host, facts: {} as Facts, plan }
}
