import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { unpackBinaries } from '../../lab/binaries.ts'
import { modern } from '../../lab/profile-modern.ts'
import type { Progress } from '../../lab/progress.ts'

const progress: Progress = { note: () => {}, step: (_title, work) => work() }

/** A folder as REFIT_LAB_BIN names it, holding a cri-dockerd with this content and this checksum. */
async function folderWith(
  t: { teardown(undo: () => Promise<void>): void },
  content: string,
  checksum: string,
) {
  const folder = await mkdtemp(join(tmpdir(), 'refit-bin-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin', 'cri-dockerd'), content)
  execFileSync('xz', [join(folder, 'bin', 'cri-dockerd')])
  await writeFile(join(folder, 'bin', 'SHA256SUMS'), `${checksum}  cri-dockerd\n`)
  return { bin: join(folder, 'bin'), options: { cache: join(folder, 'cache'), progress } }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('A program is unpacked when it is what its checksum says; an optional one may be missing', async t => {
  const { bin, options } = await folderWith(t, 'program', sha256('program'))
  const unpacked = await unpackBinaries(modern, bin, options)
  t.deepEqual(Object.keys(unpacked), ['cri-dockerd'])
  t.is(await readFile(unpacked['cri-dockerd'] ?? '', 'utf8'), 'program')
})

test('A program that is not what its checksum says is refused, and does not stay in the cache', async t => {
  const { bin, options } = await folderWith(t, 'another', sha256('program'))
  await t.throwsAsync(unpackBinaries(modern, bin, options), { message: /is not what SHA256SUMS says/ })
  await t.throwsAsync(unpackBinaries(modern, bin, options), { message: /is not what SHA256SUMS says/ })
})

test('Without the folder, one sentence says what is missing and where to get it', async t => {
  const error = await t.throwsAsync(unpackBinaries(modern, undefined, { cache: '/nonexistent', progress }), {
    message: 'The profile modern needs cri-dockerd, and REFIT_LAB_BIN is not set.',
  })
  t.regex(String(Reflect.get(error ?? {}, 'next')), /Mirantis\/cri-dockerd\/releases/)
})
