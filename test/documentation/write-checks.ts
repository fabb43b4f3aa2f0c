// Puts the checks as they are now into docs/checks.md: node test/documentation/write-checks.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../../lab/paths.ts'
import { checksPage } from './support/checks-page.ts'
import { read } from './support/page.ts'

writeFileSync(join(checkout, 'docs', 'checks.md'), await checksPage(read('docs/checks.md')))
