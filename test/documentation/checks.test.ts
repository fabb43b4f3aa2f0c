import test from 'ava'
import { allChecks } from '../../scripts/lib/checks/list.ts'
import { checksPage } from './support/checks-page.ts'
import { read } from './support/page.ts'

const page = read('docs/checks.md')

test('docs/checks.md has every check as it is', async t => {
  t.is(page, await checksPage(page), 'run `node test/documentation/write-checks.ts`')
})

test('no two checks have the same id', t => {
  const ids = allChecks.map(({ id }) => id)
  t.deepEqual([...new Set(ids)], ids)
})

test('every check says why, and what to do, in whole sentences', t => {
  for (const { id, title, why, fix } of allChecks) {
    t.regex(id, /^[a-z\d]+(?:-[a-z\d]+)*$/u)
    t.notRegex(title, /\.$/u, id)
    t.regex(why, /[.!]$/u, id)
    t.regex(fix, /[.!]$/u, id)
  }
})
