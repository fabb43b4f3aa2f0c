import test from 'ava'
import { transactionOnHost } from '../../scripts/lib/engine/transaction-on-host.ts'
import { ConnectionLost } from '../../scripts/lib/ssh/errors.ts'
import type { RunResult, Session } from '../../scripts/lib/ssh/session.ts'
import { fakeRun, hosts } from '../support/run.ts'

const id = '20261121T153000Z-ab12cd'
const begun = () => ({ begun: true, undone: false, confirmed: false })
const lost = new ConnectionLost('the connection to n2 was lost', { host: 'n2' })
const well: RunResult = { code: 0, stdout: '', stderr: '' }

test('a confirmation whose connection is lost is asked for again over a new one', async t => {
  const { place, asked } = scene([lost, lost, well])
  const transaction = transactionOnHost(place, id, begun())
  await transaction.confirm()
  t.true(transaction.isConfirmed())
  t.deepEqual(asked, ['confirm', 'confirm', 'confirm'])
})

test('a host that refuses the confirmation is not asked again, and the refusal is told', async t => {
  const { place, asked } = scene([{ code: 73, stdout: '', stderr: `refit: ${id} is undone\n` }])
  const transaction = transactionOnHost(place, id, begun())
  await t.throwsAsync(transaction.confirm(), { message: new RegExp(`${id} is undone`, 'u') })
  t.false(transaction.isConfirmed())
  t.is(asked.length, 1)
})

test('what never began needs no way back, and the host is not even asked', async t => {
  const { place, asked } = scene([])
  await transactionOnHost(place, id, { ...begun(), begun: false }).undo('why')
  t.deepEqual(asked, [])
})

test('a bundle that never arrived leaves nothing to take back', async t => {
  const { place } = scene([
    { code: 66, stdout: '', stderr: `refit: there is no transaction ${id} on this machine\n` },
  ])
  await t.notThrowsAsync(transactionOnHost(place, id, begun()).undo('why'))
})

test('an undo that the host could not finish is an error', async t => {
  const { place } = scene([{ code: 0, stdout: `offset\t10\n${state('undo-failed')}`, stderr: '' }])
  await t.throwsAsync(transactionOnHost(place, id, begun()).undo('why'), { message: /undo-failed/u })
})

test('an undo that is done is not done twice', async t => {
  const { place, asked } = scene([{ code: 0, stdout: `offset\t10\n${state('undone')}`, stderr: '' }])
  const transaction = transactionOnHost(place, id, begun())
  await transaction.undo('why')
  await transaction.undo('why')
  t.is(asked.length, 1)
})

function scene(answers: (RunResult | Error)[]) {
  const asked: string[] = []
  const session: Session = {
    host: 'n2',
    cost: { connections: 1, roundTrips: 0 },
    close: async () => {},
    async run(script, { onLine } = {}) {
      asked.push(/confirm|undo|arm/u.exec(script.trim().split('\n').at(-1) ?? '')?.[0] ?? '?')
      const answer = answers.shift()
      if (answer === undefined) throw new Error('the fake was not told what to answer')
      if (answer instanceof Error) throw answer
      for (const line of answer.stdout.split('\n')) onLine?.(line)
      return answer
    },
  }
  const { run } = fakeRun(async () => session)
  const [host] = hosts('n2')
  if (host === undefined) throw new Error('no host')
  return { place: { run, host }, asked }
}

function state(word: string): string {
  const fields = {
    id,
    host: 'n2',
    run: 'run-1',
    owner: 'alice',
    from: 'laptop',
    created: '2026-11-21T15:30:00Z',
    title: 't',
  }
  const lines = Object.entries(fields).map(([key, value]) => `${key}\t${value}\n`)
  return `${lines.join('')}state\t${word}`
}
