import test from 'ava'
import { pages } from '../../scripts/lib/checks/cluster/pages.ts'
import { fakeKubectl } from '../support/kubectl.ts'

const answer = (items: number[], token = '') => ({
  stdout: JSON.stringify({ items, metadata: { continue: token } }),
})

test('where objects are so large that a page is cut, smaller pages are asked for, from where it was', async t => {
  const { kubectl, asked } = fakeKubectl({
    'get --raw /pods?limit=64': [answer([1, 2], 'a'), { code: 1, isCut: true }],
    'get --raw /pods?limit=8&continue=a': answer([3, 4], 'b'),
    'get --raw /pods?limit=8&continue=b': answer([5]),
  })
  const items = []
  for await (const some of pages(kubectl, '/pods', 64)) items.push(...some)
  t.deepEqual(items, [1, 2, 3, 4, 5])
  t.is(asked.length, 4)
})

test('one object that is too long for a page is said', async t => {
  const { kubectl } = fakeKubectl({ 'get --raw /pods?limit=1': { code: 1, isCut: true } })
  await t.throwsAsync(pages(kubectl, '/pods', 1).next(), { message: "the API server's answer is too long" })
})
