import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { cached } from '../../lab/cache.ts'
import type { Progress } from '../../lab/progress.ts'

const progress: Progress = { note: () => {}, step: (_title, work) => work() }

async function emptyCache(t: { teardown(undo: () => Promise<void>): void }): Promise<string> {
  const cache = await mkdtemp(join(tmpdir(), 'refit-cache-'))
  t.teardown(() => rm(cache, { recursive: true }))
  return cache
}

test('An entry is built once for the same inputs, and again for others', async t => {
  const options = { cache: await emptyCache(t), progress }
  const built: string[] = []
  const entry = (input: string) =>
    cached('thing', [input], options, async folder => {
      built.push(input)
      await writeFile(join(folder, 'content'), input)
    })
  const [first, again, other] = [await entry('a'), await entry('a'), await entry('b')]
  t.is(first, again)
  t.not(first, other)
  t.deepEqual(built, ['a', 'b'])
  t.is(await readFile(join(first, 'content'), 'utf8'), 'a')
})

test('A build that fails leaves no entry, and the next one starts from an empty folder', async t => {
  const options = { cache: await emptyCache(t), progress }
  const failing = cached('thing', [], options, async folder => {
    await writeFile(join(folder, 'half'), '')
    throw new Error('no space')
  })
  await t.throwsAsync(failing, { message: 'no space' })
  const entry = await cached('thing', [], options, folder => writeFile(join(folder, 'whole'), ''))
  t.deepEqual(await readdir(entry), ['whole'])
})

test('Two that want the same entry at once build it once', async t => {
  const options = { cache: await emptyCache(t), progress }
  let builds = 0
  const entry = () =>
    cached('thing', [], options, async folder => {
      builds += 1
      await writeFile(join(folder, 'content'), '')
    })
  const [one, two] = await Promise.all([entry(), entry()])
  t.is(one, two)
  t.is(builds, 1)
})
