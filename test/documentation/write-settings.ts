// Puts what becomes of each setting now into docs/settings.md: node test/documentation/write-settings.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../../lab/paths.ts'
import { read } from './support/page.ts'
import { withTables } from './support/settings-tables.ts'

writeFileSync(join(checkout, 'docs', 'settings.md'), withTables(read('docs/settings.md')))
