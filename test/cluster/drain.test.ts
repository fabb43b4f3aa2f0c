import test from 'ava'
import { drain } from '../../scripts/lib/cluster/drain.ts'
import { fakeKubectl } from '../support/kubectl.ts'

const settings = { timeout: 60_000, deleteEmptyDirData: true, force: false, disableEviction: false }

// As kubectl 1.23 and 1.34 print it.
const refusal = `error when evicting pods/"web-1" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.`

test('the options of the inventory become those of kubectl drain', async t => {
  const { kubectl, asked } = fakeKubectl({ drain: {} })
  await drain(kubectl, 'n2', { ...settings, gracePeriod: 30_000, force: true }, () => {})
  t.deepEqual(asked, [
    'drain n2 --ignore-daemonsets --timeout=60s --delete-emptydir-data --force --grace-period=30',
  ])
})

test('a drain that a budget blocks names the pod and the budget', async t => {
  const { kubectl } = fakeKubectl({
    drain: { code: 1, stderr: `${refusal}\nerror: global timeout reached: 1m0s\n` },
  })
  const error = await t.throwsAsync(drain(kubectl, 'n2', settings, () => {}))
  t.regex(
    error?.message ?? '',
    /default\/web-1 \(Cannot evict pod as it would violate the pod's disruption budget\)/u,
  )
})

test('a pod that was refused first and evicted later blocked nothing', async t => {
  const stderr = `${refusal}\npod/web-1 evicted\nerror: connection lost\n`
  const { kubectl } = fakeKubectl({ drain: { code: 1, stderr } })
  const error = await t.throwsAsync(drain(kubectl, 'n2', settings, () => {}))
  t.regex(error?.message ?? '', /connection lost/u)
})

test('what kubectl says is told on', async t => {
  const lines: string[] = []
  const { kubectl } = fakeKubectl({ drain: { stdout: 'node/n2 cordoned\n' } })
  await drain(kubectl, 'n2', settings, line => lines.push(line))
  t.deepEqual(lines, ['node/n2 cordoned'])
})
