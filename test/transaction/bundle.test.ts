import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import fc from 'fast-check'
import type { Step } from '../../scripts/lib/plan/step.ts'
import { bundle } from '../../scripts/lib/transaction/bundle.ts'
import { manifest } from '../../scripts/lib/transaction/manifest.ts'
import { transaction as schema } from '../../scripts/lib/transaction/transaction.ts'
import { transactionOf } from './support/scratch.ts'

const write: Step = {
  do: 'write',
  path: '/etc/a b',
  content: 'ä\n',
  mode: '0644',
  owner: 'root',
  group: 'root',
}
const steps: Step[] = [
  write,
  { do: 'remove', path: '/etc/x' },
  { do: 'unit', unit: 'docker.service', action: 'stop' },
  { do: 'package', name: 'runc', state: 'present' },
  { do: 'package', name: 'runc', version: '1.1-2', state: 'absent' },
  { do: 'sysctl', key: 'net.ipv4.ip_forward', value: '1' },
  { do: 'module', name: 'overlay' },
  { do: 'command', title: 'x', script: 'echo 1\n', undo: 'echo 2\n' },
]

test('the manifest has a line for each fact and each step, fields between tabs', t => {
  const input = transactionOf(steps, { meta: { cordoned: 'no' }, confirmWithin: 300 })
  t.is(
    manifest(schema.parse(input), 6),
    `refit	1
id	20261121T153000Z-ab12cd
host	n1
run	20261121T152900Z-run
owner	alice
from	laptop
created	2026-11-21T15:30:00Z
title	a test
on-failure	undo
arm	300
checksums	6
meta	cordoned	no
step	1	switch	write	write something	/etc/a b	0644	root	root
step	2	switch	remove	remove something	/etc/x
step	3	switch	unit	unit something	stop	docker.service
step	4	switch	package	package something	present	runc	-
step	5	switch	package	package something	absent	runc	=1.1-2
step	6	switch	sysctl	sysctl something	net.ipv4.ip_forward	1
step	7	switch	module	module something	overlay
step	8	switch	command	command something
`,
  )
})

test('a bundle is a tar that any tar can read, the same bytes each time', async t => {
  const input = transactionOf(steps)
  const { id, tar } = bundle(input, '# the script\n')
  t.is(id, input.id)
  t.deepEqual(bundle(input, '# the script\n').tar, tar)
  const directory = await mkdtemp(join(tmpdir(), 'refit-bundle-'))
  t.teardown(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'bundle.tar'), tar)
  const run = promisify(execFile)
  await run('tar', ['-xf', 'bundle.tar'], { cwd: directory })
  const { stdout } = await run('sha256sum', ['-c', 'checksums'], { cwd: directory })
  t.is(
    stdout,
    ['manifest', 'transaction.sh', 'undo', 'files/1', 'files/8.sh', 'files/8.undo.sh']
      .map(name => `${name}: OK\n`)
      .join(''),
  )
  t.is(await readFile(join(directory, 'files/1'), 'utf8'), 'ä\n')
  t.is((await stat(join(directory, 'files/1'))).mode & 0o777, 0o600)
  t.is((await stat(join(directory, 'transaction.sh'))).mode & 0o777, 0o700)
})

const refused: readonly [string, Parameters<typeof transactionOf>][] = [
  ['a newline in a title', [[], { title: 'two\nlines' }]],
  ['a tab in a value', [[], { meta: { key: 'a\tb' } }]],
  ['an empty value', [[], { meta: { key: '' } }]],
  ['an id that is a path', [[], { id: '../../etc' }]],
  ['a key with a tab', [[], { meta: { 'a\tb': 'c' } }]],
  ['a path with a newline', [[{ ...write, path: '/etc/a\nb' }]]],
  ['a path with ".."', [[{ ...write, path: '/etc/../b' }]]],
  ['a path with "." or an empty part', [[{ ...write, path: '/etc//./b' }]]],
  ['the root as a path', [[{ do: 'remove', path: '/' }]]],
  ['a directory as a path', [[{ do: 'remove', path: '/etc/' }]]],
  ["refit's own directory", [[{ do: 'remove', path: '/var/lib/refit' }]]],
  ['a kernel setting that is no setting', [[{ do: 'sysctl', key: 'net/../../../etc/passwd', value: 'x' }]]],
  ['a mode in letters', [[{ ...write, mode: 'u+x' }]]],
]

for (const [title, input] of refused) {
  test(`${title} is no transaction`, t => {
    t.throws(() => bundle(transactionOf(...input), ''))
  })
}

test('whatever the fields hold, each step is one line with as many fields as it has', t => {
  const field = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(field, field, field, (title, path, value) => {
      const step: Step = { do: 'sysctl', key: 'kernel.x', value }
      const input = { ...transactionOf([{ ...write, path: `/${path}` }, step]), title }
      const result = schema.safeParse(input)
      if (!result.success) return
      let text
      try {
        text = manifest(result.data, 1)
      } catch {
        return
      }
      const lines = text.split('\n').filter(line => line.startsWith('step\t'))
      t.deepEqual(
        lines.map(line => line.split('\t').length),
        [9, 7],
      )
    }),
  )
})
