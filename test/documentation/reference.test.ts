import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checkout } from '../../lab/paths.ts'
import { exitCodes } from '../../scripts/lib/errors.ts'
import { examples, read } from './support/page.ts'
import { helpTexts } from './support/printed.ts'

const page = read('docs/reference.md')

test('docs/reference.md has the help of each script as it is printed', t => {
  const update = 'run `node test/documentation/write-reference.ts`'
  t.deepEqual(examples(page, 'text'), [...helpTexts.values()], update)
})

test('it has every script that there is', t => {
  const scripts = readdirSync(join(checkout, 'scripts')).filter(name => name.endsWith('.mjs'))
  for (const script of scripts) t.true(helpTexts.has(`scripts/${script}`), script)
})

test('it has every exit code, and no other', t => {
  const [, table = ''] = page.split('## Exit codes')
  const codes = [...table.matchAll(/^\| (\d+) +\|/gmu)].map(([, code]) => Number(code))
  t.deepEqual(codes, Object.values(exitCodes))
})
