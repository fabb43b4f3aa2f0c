import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { withLock } from '../../lab/lock.ts'

const newFile = async (t: { teardown(undo: () => Promise<void>): void }) => {
  const folder = await mkdtemp(join(tmpdir(), 'refit-lock-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return join(folder, 'lock')
}

test('Only one holder works at a time', async t => {
  const file = await newFile(t)
  let inside = 0
  const work = () =>
    withLock(
      file,
      () => {},
      async () => {
        inside += 1
        t.is(inside, 1)
        await new Promise(setImmediate)
        inside -= 1
      },
    )
  await Promise.all([work(), work(), work()])
})

test('Work that fails gives the lock back', async t => {
  const file = await newFile(t)
  const failing = withLock(
    file,
    () => {},
    () => Promise.reject(new Error('broken')),
  )
  await t.throwsAsync(failing, { message: 'broken' })
  t.is(
    await withLock(
      file,
      () => {},
      () => Promise.resolve('free'),
    ),
    'free',
  )
})

test('A holder that is killed holds nothing', async t => {
  const file = await newFile(t)
  const script = `
    const { withLock } = await import(${JSON.stringify(join(import.meta.dirname, '../../lab/lock.ts'))})
    await withLock(${JSON.stringify(file)}, () => {}, () => { console.log('held'); return new Promise(resolve => setTimeout(resolve, 60_000)) })`
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  t.is(
    await withLock(
      file,
      () => {},
      () => Promise.resolve('free'),
    ),
    'free',
  )
})
