import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import { readPlan, writePlan } from '../../scripts/lib/plan/file.ts'
import { migrationPlan, planOf } from './plans.ts'

const folder = mkdtempSync(join(tmpdir(), 'refit-plan-'))
test.after.always(() => rmSync(folder, { recursive: true }))

test.serial('a plan that is written can be read, by its owner only, and nothing lies beside it', async t => {
  const file = join(folder, 'plan.json')
  await writePlan(file, migrationPlan())
  t.deepEqual(await readPlan(file), migrationPlan())
  t.is(statSync(file).mode & 0o777, 0o600)
  t.deepEqual(readdirSync(folder), ['plan.json'])
})

test.serial('an older plan is replaced whole, and its wider mode with it', async t => {
  const file = join(folder, 'plan.json')
  writeFileSync(file, 'older', { mode: 0o644 })
  await writePlan(file, planOf([]))
  t.deepEqual(await readPlan(file), planOf([]))
  t.is(statSync(file).mode & 0o777, 0o600)
})

const places: [string, () => Promise<unknown>, RegExp][] = [
  ['a plan that is not there', () => readPlan(join(folder, 'none.json')), /cannot be read \(ENOENT\)/],
  ['a folder in place of a plan', () => readPlan(folder), /cannot be read \(EISDIR\)/],
  [
    'a folder that is not there',
    () => writePlan(join(folder, 'none', 'p.json'), planOf([])),
    /cannot be written to .* \(ENOENT\)/,
  ],
  ['a folder in place of the file', () => writePlan(folder, planOf([])), /cannot be written to .* \(E/],
]
for (const [title, act, message] of places)
  test.serial(`${title} is an error that names the file`, async t => {
    const error = await t.throwsAsync(act, { instanceOf: RefitError, message })
    t.is(error?.exitCode, exitCodes.usage)
  })
