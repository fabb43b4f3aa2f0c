// Puts what `--help` of each script prints now into docs/reference.md: node test/documentation/write-reference.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../../lab/paths.ts'
import { read } from './support/page.ts'
import { helpTexts } from './support/printed.ts'

const texts = [...helpTexts.values()]
const page = read('docs/reference.md').replace(
  /^```text\n.*?^```$/gmsu,
  () => `\`\`\`text\n${texts.shift() ?? ''}\`\`\``,
)
writeFileSync(join(checkout, 'docs', 'reference.md'), page)
