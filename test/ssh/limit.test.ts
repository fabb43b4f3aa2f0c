import test from 'ava'
import { limit } from '../../scripts/lib/ssh/limit.ts'

test('no more than that many run at once, in the order of asking, and a failed one gives its place away', async t => {
  const limited = limit(2)
  const started: number[] = []
  const ends: PromiseWithResolvers<void>[] = []
  const tasks = [0, 1, 2, 3].map(index =>
    limited(async () => {
      started.push(index)
      ends[index] = Promise.withResolvers()
      await ends[index].promise
    }),
  )
  const settle = () => new Promise(resolve => setImmediate(resolve))
  await settle()
  t.deepEqual(started, [0, 1])
  ends[1]?.reject(new Error('failed'))
  await t.throwsAsync(tasks[1] ?? Promise.resolve(), { message: 'failed' })
  await settle()
  t.deepEqual(started, [0, 1, 2])
  ends[0]?.resolve()
  await settle()
  t.deepEqual(started, [0, 1, 2, 3])
  ends[2]?.resolve()
  ends[3]?.resolve()
  await Promise.all([tasks[0], tasks[2], tasks[3]])
})
