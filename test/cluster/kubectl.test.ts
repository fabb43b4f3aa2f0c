import { join } from 'node:path'
import test from 'ava'
import { kubectlFor } from '../../scripts/lib/cluster/kubectl.ts'
import { fakePrograms } from '../support/programs.ts'

test('a kubectl that talks without end is ended', async t => {
  const program = join(await fakePrograms(t, { kubectl: 'yes 0123456789' }), 'kubectl')
  const { code, stdout, isCut } = await kubectlFor({ kubectl: program })([], { maxOutput: 100_000 })
  t.true(isCut)
  t.not(code, 0)
  t.true(stdout.length < 10_000_000)
})
