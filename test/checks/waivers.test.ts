import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { onlyNew, readBaseline } from '../../scripts/lib/checks/baseline.ts'
import { jsonReport } from '../../scripts/lib/checks/report/json.ts'
import { findings } from '../../scripts/lib/checks/reported.ts'
import { selected, selection } from '../../scripts/lib/checks/select.ts'
import { applyWaivers } from '../../scripts/lib/checks/waivers.ts'
import { RefitError } from '../../scripts/lib/errors.ts'
import { audit, reported } from './support/audit.ts'

const now = Date.parse('2026-11-21T23:59:00Z')
const waiver = { id: 'docker-socket', reason: 'known', until: '2026-11-21' }

const cases: [title: string, waiver: object, passes: boolean][] = [
  ['on its last day it holds', {}, true],
  ['a day later it does not', { until: '2026-11-20' }, false],
  ['for another check it does not', { id: 'docker-api' }, false],
  ['the owner fits', { match: 'Deployment shop/*' }, true],
  ['the file fits', { match: '*.yaml' }, true],
  ['it is all of the owner or nothing', { match: 'Deployment shop' }, false],
  ['only * is special', { match: 'Deployment.shop/api' }, false],
]

for (const [title, more, passes] of cases) {
  test(`a waiver: ${title}`, t => {
    const { left, waived } = applyWaivers([reported()], [{ ...waiver, ...more }], now)
    t.is(waived.length, passes ? 1 : 0)
    t.is(left.length, passes ? 0 : 1)
  })
}

test('waivers that are over and that fit nothing are named', t => {
  const over = { ...waiver, until: '2020-01-01' }
  const idle = { ...waiver, match: 'nobody' }
  const { expired, unused } = applyWaivers([reported()], [over, idle, waiver], now)
  t.deepEqual(expired, [over])
  t.deepEqual(unused, [idle])
})

function saved(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'refit-')), 'baseline.json')
  writeFileSync(file, text)
  return file
}

test('a baseline leaves what is new; a finding that has only moved is not', async t => {
  const known = await readBaseline(saved(jsonReport(audit())))
  const moved = reported({ place: { file: 'deploy.yaml', line: 99 } })
  const fresh = reported({ owner: 'Deployment shop/web' })
  const elsewhere = reported({ place: { file: 'other.yaml', line: 12 } })
  t.deepEqual(onlyNew([moved, fresh, elsewhere], known), [fresh, elsewhere])
})

for (const text of ['', '{}', '[]', '{"version":2,"findings":[]}', '{"version":1,"findings":[{}]}', 'null']) {
  test(`${text || 'an empty file'} is no baseline`, async t => {
    await t.throwsAsync(readBaseline(saved(text)), { instanceOf: RefitError, message: /is no report/u })
  })
}

test('a baseline that is not there is an error', async t => {
  await t.throwsAsync(readBaseline('/nowhere/x.json'), { instanceOf: RefitError, message: /cannot be read/u })
})

const checks = [
  { id: 'one', about: 'workload', targets: ['crio'] },
  { id: 'two', about: 'workload' },
  { id: 'three', about: 'cluster' },
].map(check => ({ ...check, title: '', severity: 'note', reads: '', why: '', fix: '' })) as Parameters<
  typeof selected
>[0]

const selections: [only: string[], skip: string[], to: string, ids: string[]][] = [
  [[], [], 'crio', ['one', 'two', 'three']],
  [[], [], 'containerd', ['two', 'three']],
  [['one, three'], [], 'crio', ['one', 'three']],
  [['workload'], ['two'], 'crio', ['one']],
  [[], ['cluster,two'], 'crio', ['one']],
]

for (const [only, skip, to, ids] of selections) {
  test(`--only ${only.join() || '-'} --skip ${skip.join() || '-'} on the way to ${to}`, t => {
    const some = selection(only, skip, ['one', 'two', 'three'])
    t.deepEqual(
      selected(checks, some, to).map(({ id }) => id),
      ids,
    )
  })
}

test('a name that is no check is refused, with what could have been meant', t => {
  const error = t.throws(() => selection(['docker-sockt'], [], ['docker-socket']), { instanceOf: RefitError })
  t.is(error.next, 'Did you mean docker-socket?')
})

test('more findings than anybody reads are counted and left out', t => {
  const all = findings()
  all.add(Array.from({ length: 20_010 }, (_, index) => reported({ owner: `Pod a/${index}` })))
  t.is(all.all().length, 20_000)
  t.is(all.dropped(), 10)
})
