import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import test from 'ava'
import { find, installedShells, skip } from './support/shells.ts'

const scripts = ['scripts/node/transaction.sh', 'scripts/node/controller.sh']
const run = promisify(execFile)

test('shellcheck has nothing to say about what runs on nodes', async t => {
  if (find('shellcheck') === undefined) return skip(t, 'shellcheck is not here')
  await t.notThrowsAsync(run('shellcheck', scripts))
})

test('every shell that is here can read what runs on nodes', async t => {
  for (const { program, name } of installedShells()) {
    for (const script of scripts) {
      const words = name.startsWith('busybox') ? ['sh', '-n', script] : ['-n', script]
      await t.notThrowsAsync(run(program, words), `${name} ${script}`)
    }
  }
})

test('transaction.sh can be read by an operator: 400 lines, and none that runs off the page', async t => {
  const lines = (await readFile('scripts/node/transaction.sh', 'utf8')).split('\n').slice(0, -1)
  t.true(lines.length <= 400, String(lines.length))
  t.deepEqual(
    lines.filter(line => line.length > 120),
    [],
  )
})
