import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { kubectlFor } from '../../scripts/lib/cluster/kubectl.ts'

test('a kubectl that talks without end is ended', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'refit-kubectl-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const program = join(folder, 'kubectl')
  await writeFile(program, '#!/bin/sh\nyes 0123456789\n')
  await chmod(program, 0o755)
  const { code, stdout, isCut } = await kubectlFor({ kubectl: program })([], { maxOutput: 100_000 })
  t.true(isCut)
  t.not(code, 0)
  t.true(stdout.length < 10_000_000)
})
