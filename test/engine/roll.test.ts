import test from 'ava'
import type { HostFinished } from '../../scripts/lib/engine/events.ts'
import type { ExitCode } from '../../scripts/lib/errors.ts'
import { NotBegun, roll } from '../../scripts/lib/engine/roll.ts'
import type { Outcome } from '../../scripts/lib/engine/roll.ts'
import { fakeRun, hosts } from '../support/run.ts'

const changed: Outcome = { result: 'changed', changes: 1, message: 'done' }

test('hosts are taken one after the other, and the run is well when all are', async t => {
  const { open, finished } = scene()
  const order: string[] = []
  const code = await roll(open, items('a', 'b'), async ({ name }) => {
    order.push(`${name} begins`)
    await Promise.resolve()
    order.push(`${name} ends`)
    return changed
  })
  t.is(code, 0)
  t.deepEqual(order, ['a begins', 'a ends', 'b begins', 'b ends'])
  t.deepEqual(finished(), ['a changed', 'b changed'])
})

const failures: [result: 'rolled-back' | 'untouched' | 'unknown', code: ExitCode][] = [
  ['rolled-back', 1],
  ['untouched', 1],
  ['unknown', 3],
]

for (const [result, expected] of failures) {
  test(`a host that ends as ${result} stops the run with ${expected}, and those after it are skipped`, async t => {
    const { open, finished } = scene()
    const outcomes = new Map([
      ['a', changed],
      ['b', { ...changed, result }],
    ])
    const code = await roll(open, items('a', 'b', 'c'), async ({ name }) => outcomes.get(name) ?? changed)
    t.is(code, expected)
    t.deepEqual(finished(), ['a changed', `b ${result}`, 'c skipped'])
  })
}

test('what is thrown before anything was done leaves the host untouched', async t => {
  const { open, finished } = scene()
  t.is(await roll(open, items('a'), () => Promise.reject(new NotBegun('no'))), 1)
  t.deepEqual(finished(), ['a untouched'])
})

test('what nobody foresaw leaves the host unknown', async t => {
  const { open, finished } = scene()
  t.is(await roll(open, items('a'), () => Promise.reject(new TypeError('x is not a function'))), 3)
  t.deepEqual(finished(), ['a unknown'])
})

test('a host with nothing to do is not taken in hand', async t => {
  const { open, finished } = scene()
  const [host] = items('a')
  const idle = { ...(host ?? t.fail()), plan: { items: [] } }
  t.is(await roll(open, [idle], () => Promise.reject(new Error('it was'))), 0)
  t.deepEqual(finished(), ['a unchanged'])
})

test('after a wish to stop no further host is begun, and the run has not done what it was asked', async t => {
  const { open, stop, finished } = scene()
  const code = await roll(open, items('a', 'b'), async () => {
    stop.abort()
    return changed
  })
  t.is(code, 1)
  t.deepEqual(finished(), ['a changed', 'b skipped'])
})

function scene() {
  const { open, events, stop } = fakeRun()
  const finished = () =>
    events
      .filter((event): event is HostFinished => event.type === 'host-finished')
      .map(({ host, result }) => `${host} ${result}`)
  return { open, stop, finished }
}

function items(...names: string[]) {
  return hosts(...names).map(host => ({ name: host.name, host, plan: { items: ['something'] } }))
}
