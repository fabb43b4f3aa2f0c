import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { RefitError } from '../../scripts/lib/errors.ts'
import { askHidden } from '../../scripts/lib/inventory/hidden-prompt.ts'

/** Asks on a terminal at which somebody types this. Gives the outcome and all that the terminal shows. */
async function ask(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY })
  const output = new PassThrough()
  input.write(typed)
  const [outcome] = await Promise.allSettled([askHidden('password: ', input, output)])
  output.end()
  return { outcome, shown: await text(output) }
}

test('the answer is not shown', async t => {
  t.deepEqual(await ask('hunter2\r'), {
    outcome: { status: 'fulfilled', value: 'hunter2' },
    shown: 'password: \n',
  })
})

test('a slip can be corrected', async t => {
  t.like(await ask('hunterr\u007f2\r'), { outcome: { value: 'hunter2' } })
})

for (const [key, typed] of Object.entries({ 'Ctrl-C': 'hun\u0003', 'Ctrl-D': '\u0004' })) {
  test(`${key} is no answer`, async t => {
    const { outcome, shown } = await ask(typed)
    t.true(outcome.status === 'rejected' && outcome.reason instanceof RefitError)
    t.is(shown, 'password: \n')
  })
}

test('without a terminal it is an error at once', async t => {
  const { outcome, shown } = await ask('hunter2\n', false)
  t.true(outcome.status === 'rejected' && outcome.reason instanceof RefitError)
  t.is(shown, '')
})
