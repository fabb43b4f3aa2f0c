import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import test from 'ava'
import { scriptArguments } from '../../scripts/lib/cli/script-arguments.ts'

const folder = mkdtempSync(join(tmpdir(), 'refit-arguments-'))
const script = join(folder, 'migrate.mjs')
const link = join(folder, 'link.mjs')
writeFileSync(script, '')
symlinkSync(script, link)
test.after.always(() => rmSync(folder, { recursive: true }))

const cases: [string, string[]][] = [
  ['plain node', ['node', script]],
  ['node with a relative path', ['node', relative(process.cwd(), script)]],
  ['node with a symbolic link', ['node', link]],
  ['zx', ['node', '/usr/bin/zx', script]],
  ['zx with options of its own', ['node', '/usr/bin/zx', '--quiet', '--shell', '/bin/bash', script]],
]
for (const [title, argv] of cases)
  test(`the words after the script are found under ${title}`, t => {
    t.deepEqual(scriptArguments([...argv, '--inventory', 'lab'], script), ['--inventory', 'lab'])
  })

test('a value that is the path of the script again is still a value', t => {
  t.deepEqual(scriptArguments(['node', script, '--plan', script], script), ['--plan', script])
})

test('a script that is nowhere in the words has what follows the second one', t => {
  t.deepEqual(scriptArguments(['node', '/tmp/copy-of-it.mjs', '--yes'], script), ['--yes'])
})
