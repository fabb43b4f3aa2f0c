import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checkout } from '../../lab/paths.ts'
import { read } from './support/page.ts'

const pure = ['plan', 'runtimes', 'kubelet', 'settings']
const outside = /from '\.\.\/(?:ssh|transaction|cluster|engine|migrate|inventory)\//u

for (const room of pure)
  test(`scripts/lib/${room} imports nothing that reaches outside`, t => {
    const files = readdirSync(join(checkout, 'scripts/lib', room)).filter(name => name.endsWith('.ts'))
    t.true(files.length > 1)
    t.deepEqual(
      files.filter(name => outside.test(read(`scripts/lib/${room}/${name}`))),
      [],
    )
  })
