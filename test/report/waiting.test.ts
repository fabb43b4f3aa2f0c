import test from 'ava'
import { waiting } from '../../scripts/lib/report/waiting.ts'
import { Screen } from './support/screen.ts'

test('what is quick is waited for in silence', async t => {
  const { screen, told, options } = watched()
  t.is(await waiting(() => 'reading', Promise.resolve(7), options), 7)
  t.is(screen.raw + told.join(''), '')
})

test('on a terminal what takes long is shown while it takes, and leaves nothing behind', async t => {
  const { screen, clock, options } = watched()
  const work = Promise.withResolvers<number>()
  const waited = waiting(() => 'reading hosts: 3 of 60', work.promise, options)
  clock.now += 2000
  await until(() => screen.text.includes('reading hosts: 3 of 60 (2.0s)'))
  work.resolve(7)
  t.is(await waited, 7)
  t.is(screen.text.trim(), '')
})

test('elsewhere it is a line after 2 seconds and one each 15, beside the standard output', async t => {
  const { screen, told, clock, options } = watched({ isTTY: false })
  const work = Promise.withResolvers<number>()
  const waited = waiting(() => 'reading \u001b[2Jhosts', work.promise, options)
  clock.now += 2000
  await until(() => told.length === 1)
  clock.now += 15_000
  await until(() => told.length === 2)
  work.resolve(7)
  await waited
  t.deepEqual(told, ['reading \\x1b[2Jhosts (2.0s)\n', 'reading \\x1b[2Jhosts (17s)\n'])
  t.is(screen.raw, '')
})

test('what fails fails, with the terminal free again', async t => {
  const { screen, clock, options } = watched()
  const work = Promise.withResolvers<number>()
  const waited = waiting(() => 'reading', work.promise, options)
  clock.now += 2000
  await until(() => screen.text.includes('reading'))
  work.reject(new Error('no such host'))
  await t.throwsAsync(waited, { message: 'no such host' })
  t.is(screen.text.trim(), '')
})

function watched({ isTTY = true } = {}) {
  const screen = new Screen({ columns: 80, rows: 24 })
  const clock = { now: 0 }
  const told: string[] = []
  const stdout = Object.assign(screen, { isTTY }) as unknown as NodeJS.WriteStream
  const stderr = { write: (text: string) => told.push(text) }
  return { screen, clock, told, options: { stdout, stderr, output: 'auto' as const, now: () => clock.now } }
}

async function until(there: () => boolean): Promise<void> {
  for (let turn = 0; !there(); turn++) {
    if (turn > 200) throw new Error('it was not shown')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
