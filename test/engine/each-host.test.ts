import test from 'ava'
import { eachHost } from '../../scripts/lib/engine/each-host.ts'
import { RefitError } from '../../scripts/lib/errors.ts'

const items = ['a', 'b', 'c', 'd'].map(name => ({ name }))

test('results come in the order of the hosts, and no more than so many are at it', async t => {
  let [now, most] = [0, 0]
  const results = await eachHost(items, 2, async ({ name }) => {
    now += 1
    most = Math.max(most, now)
    for (let turn = 0; turn < (name === 'a' ? 9 : 1); turn += 1) await Promise.resolve()
    now -= 1
    return name
  })
  t.deepEqual(results, ['a', 'b', 'c', 'd'])
  t.is(most, 2)
})

test('one failure is told as it is', async t => {
  const error = new RefitError('n is away.', { host: 'a' })
  const run = eachHost(items, 2, ({ name }) => (name === 'b' ? Promise.reject(error) : Promise.resolve()))
  t.is(await t.throwsAsync(run), error)
})

test('several failures are told together, equal reasons once, and all hosts were asked', async t => {
  const asked: string[] = []
  const run = eachHost(items, 2, async ({ name }) => {
    asked.push(name)
    if (name !== 'c') throw new RefitError(name === 'd' ? 'no key' : 'away', { next: 'look' })
  })
  const error = await t.throwsAsync(run, { instanceOf: RefitError })
  t.is(error?.message, '3 hosts failed:\n  a, b: away\n  d: no key')
  t.is(error?.next, 'look')
  t.deepEqual(asked, ['a', 'b', 'c', 'd'])
})
