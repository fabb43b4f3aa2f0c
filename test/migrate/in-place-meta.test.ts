import test from 'ava'
import fc from 'fast-check'
import { containersOf, inPlaceMeta, isInPlaceOf, sameAs } from '../../scripts/lib/migrate/in-place-meta.ts'
import { transaction } from '../../scripts/lib/transaction/transaction.ts'

const ids = fc.uniqueArray(fc.stringMatching(/^[0-9a-f]{64}$/u), {
  maxLength: 200,
  selector: id => id.slice(0, 12),
})

test('the containers of before are told from those that came later', t => {
  fc.assert(
    fc.property(ids, all => {
      const [before, later] = [
        all.filter((_, index) => index % 2 === 0),
        all.filter((_, index) => index % 2 === 1),
      ]
      const meta = inPlaceMeta(before)
      t.deepEqual(sameAs(meta, all), before)
      t.deepEqual(sameAs(meta, later), [])
      t.is(containersOf(meta).length, before.length)
    }),
  )
})

test('what is noted fits into a transaction, with no container as well', t => {
  for (const containers of [[], ['a'.repeat(64), 'b'.repeat(64)]]) {
    const meta = inPlaceMeta(containers)
    t.true(isInPlaceOf(meta))
    t.deepEqual(transaction.shape.meta.parse(meta), meta)
  }
  t.false(isInPlaceOf({ task: 'migrate' }))
})
