import test from 'ava'
import { screenProgress } from '../../lab/progress.ts'

function fakeScreen(isTTY: boolean) {
  const written: string[] = []
  return { written, isTTY, columns: 40, write: (text: string) => written.push(text) }
}

test('In a pipe each step is a line when it starts and a line when it ends', async t => {
  const screen = fakeScreen(false)
  const times = [0, 0, 42_000]
  const progress = screenProgress(screen, () => times.shift() ?? 42_000)
  t.is(await progress.step('Boot n1', () => Promise.resolve(7)), 7)
  t.is(screen.written[0], 'Boot n1 ...\n')
  t.regex(screen.written.at(-1) ?? '', /^Boot n1: 42 s\n$/)
  t.is(screen.written.length, 2)
})

test('On a terminal what runs is one line that is drawn over, and what ended stays', async t => {
  const screen = fakeScreen(true)
  const progress = screenProgress(screen, () => 0)
  await Promise.all([
    progress.step('Boot n1', () => Promise.resolve()),
    progress.step('Boot n2', () => Promise.resolve()),
  ])
  t.deepEqual(screen.written, [
    '\r\x1b[KBoot n1 ... 0 s',
    '\r\x1b[KBoot n1 ... 0 s; Boot n2 ... 0 s',
    '\r\x1b[KBoot n1: 0 s\n\r\x1b[KBoot n2 ... 0 s',
    '\r\x1b[KBoot n2: 0 s\n\r\x1b[K',
  ])
})

test('A step that fails says so and passes its error on', async t => {
  const screen = fakeScreen(false)
  const progress = screenProgress(screen, () => 0)
  await t.throwsAsync(
    progress.step('Boot n1', () => Promise.reject(new Error('no'))),
    { message: 'no' },
  )
  t.is(screen.written.at(-1), 'Boot n1: failed after 0 s\n')
})
