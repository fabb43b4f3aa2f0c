import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { emptyObserved } from '../../scripts/lib/facts/observed.ts'
import { change } from '../../scripts/lib/plan/change.ts'
import { artifact } from '../../scripts/lib/plan/changes.ts'
import { makeItems } from '../../scripts/lib/plan/make.ts'
import {
  listTransactions,
  pruneTransactions,
  runPhase,
  storeArtifact,
  undoTransaction,
} from '../../scripts/lib/transaction/run.ts'
import { tar } from '../../scripts/lib/transaction/tar.ts'
import { scratch, transactionOf } from './support/scratch.ts'
import { inEachShell } from './support/shells.ts'

const nothing = (): void => undefined

const archive = gzipSync(
  tar([
    { name: 'bin', mode: 0o777 },
    { name: 'bin/containerd', mode: 0o775, content: Buffer.from('#!/bin/sh\necho 2.4.2\n') },
  ]),
)
const sha256 = createHash('sha256').update(archive).digest('hex')
const destination = '/opt/refit/containerd-2.4.2'
const wanted = change.parse(artifact('containerd 2.4.2', { source: 'c.tar.gz', sha256, destination }))
const [item] = makeItems([{ ...wanted, size: archive.length } as typeof wanted], emptyObserved())
const transaction = transactionOf((item?.steps ?? []).map(step => ({ phase: 'prepare' as const, step })))
const program = 'opt/refit/containerd-2.4.2/bin/containerd'

inEachShell(
  test,
  'an archive is sent once, unpacked, and its folder removed by the undo',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await place.file('opt/other')
    const before = await place.tree()
    t.true(await storeArtifact(place.session, sha256, async () => archive))
    t.false(await storeArtifact(place.session, sha256, () => Promise.reject(new Error('sent again'))))
    const result = await runPhase(place.session, transaction, 'prepare', nothing)
    t.is(result.outcome, 'done', JSON.stringify(result.failure))
    t.is(await place.read(program), '#!/bin/sh\necho 2.4.2\n')
    t.is((await stat(`${place.root}/${program}`)).mode & 0o777, 0o755)
    t.is((await stat(`${place.root}/opt/refit`)).mode & 0o777, 0o755)
    t.is((await undoTransaction(place.session, transaction.id, 'test', nothing)).outcome, 'undone')
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(test, 'an archive that is altered on its way, or later, is not unpacked', async (t, shell) => {
  const place = await scratch(t, shell)
  const altered = Buffer.concat([archive, Buffer.from('x')])
  await t.throwsAsync(
    storeArtifact(place.session, sha256, async () => altered),
    { message: /did not arrive as it was sent/u },
  )
  await place.file(`var/lib/refit/artifacts/${sha256}`, 'something else')
  const result = await runPhase(place.session, transaction, 'prepare', nothing)
  t.is(result.outcome, 'undone')
  t.regex(result.failure?.output.at(-1) ?? '', /is not what was sent$/u)
})

inEachShell(test, 'a folder of somebody else at its destination stays as it is', async (t, shell) => {
  const place = await scratch(t, shell)
  await place.file(program, 'mine')
  const before = await place.tree()
  await storeArtifact(place.session, sha256, async () => archive)
  const result = await runPhase(place.session, transaction, 'prepare', nothing)
  t.is(result.outcome, 'undone')
  t.regex(result.failure?.output.at(-1) ?? '', /is there already, and not from this archive$/u)
  t.deepEqual(await place.tree(), before)
})

inEachShell(
  test,
  'an archive stays while a transaction is open, and goes with the next cleanup',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await storeArtifact(place.session, sha256, async () => archive)
    await runPhase(place.session, transaction, 'prepare', nothing)
    t.deepEqual((await listTransactions(place.session)).archives, [])
    t.deepEqual(await pruneTransactions(place.session, 1), [])
    await undoTransaction(place.session, transaction.id, 'test', nothing)
    await place.file(`var/lib/refit/artifacts/.${sha256}`, 'half of it')
    const { archives } = await listTransactions(place.session)
    t.deepEqual(
      [archives.length, archives.reduce((sum, { bytes }) => sum + bytes, 0)],
      [2, 10 + archive.length],
    )
    const pruned = await pruneTransactions(place.session, 1)
    t.deepEqual(pruned.toSorted(), [`archive .${sha256}`, `archive ${sha256}`])
  },
)
