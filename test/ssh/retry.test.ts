import test from 'ava'
import { retry } from '../../scripts/lib/ssh/retry.ts'

const failing = (times: number) => {
  let calls = 0
  return async () => {
    calls++
    if (calls <= times) throw new Error(`try ${calls}`)
    return calls
  }
}

test('it tries again until it works, and waits longer each time', async t => {
  const waits: number[] = []
  const pause = async (milliseconds: number) => void waits.push(milliseconds)
  t.is(await retry(failing(3), { tries: 9, shouldRetry: () => true, pause, random: () => 0 }), 4)
  t.deepEqual(waits, [100, 200, 400])
})

test('no wait is longer than two seconds and a half of that at random', async t => {
  const waits: number[] = []
  const pause = async (milliseconds: number) => void waits.push(milliseconds)
  await retry(failing(8), { tries: 9, shouldRetry: () => true, pause, random: () => 1 })
  t.is(Math.max(...waits), 3000)
})

test('it gives the last error when the tries are used up', async t => {
  const options = { tries: 3, shouldRetry: () => true, pause: async () => {} }
  await t.throwsAsync(retry(failing(5), options), { message: 'try 3' })
})

test('it does not try again what will not pass', async t => {
  const options = { tries: 3, shouldRetry: () => false, pause: async () => t.fail() }
  await t.throwsAsync(retry(failing(5), options), { message: 'try 1' })
})
