import test from 'ava'
import { sections } from '../../scripts/lib/inventory/sections.ts'
import { toldSections } from '../../scripts/lib/inventory/told.ts'
import { read } from './support/page.ts'
import { settingsTables, withTables } from './support/settings-tables.ts'

const page = read('docs/settings.md')

test('docs/settings.md has the tables of what becomes of each setting, as the code has them', t => {
  t.is(page, withTables(page), 'run `node test/documentation/write-settings.ts`')
  for (const name of settingsTables.keys()) t.true(page.includes(`<!-- table: ${name} -->`), name)
})

test('it has every key of the inventory that wins over a setting', t => {
  for (const key of Object.keys(toldSections)) {
    t.true(key in sections, key)
    t.regex(page, new RegExp(`\`${key}\\b`, 'u'), key)
  }
})
