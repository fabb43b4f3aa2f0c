import { PassThrough } from 'node:stream'
import test from 'ava'
import { confirm } from '../../scripts/lib/cli/confirm.ts'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'

const answers: [string, boolean][] = [
  ['yes\n', true],
  ['y\n', true],
  [' YES \n', true],
  ['\n', false],
  ['no\n', false],
  ['yes please\n', false],
]
for (const [typed, expected] of answers)
  test(`${JSON.stringify(typed)} ${expected ? 'goes on' : 'does not go on'}`, async t => {
    const { stdin, stdout } = terminal()
    const answer = confirm('Go on?', { stdin, stdout, yes: false })
    stdin.write(typed)
    t.is(await answer, expected)
    t.true(String(stdout.read()).includes('Go on? [y/N] '))
  })

test('the end of the input is no', async t => {
  const { stdin, stdout } = terminal()
  const answer = confirm('Go on?', { stdin, stdout, yes: false })
  stdin.end()
  t.false(await answer)
})

test('Ctrl-C is no', async t => {
  const { stdin, stdout } = terminal()
  const answer = confirm('Go on?', { stdin, stdout, yes: false })
  stdin.write('\u0003')
  t.false(await answer)
})

test('--yes has answered already, terminal or not', async t => {
  const { stdin, stdout } = terminal({ isTTY: false })
  t.true(await confirm('Go on?', { stdin, stdout, yes: true }))
  t.is(stdout.read(), null)
})

test('without a terminal and without --yes it stops and names the flag', async t => {
  const { stdin, stdout } = terminal({ isTTY: false })
  const error = await t.throwsAsync(confirm('Go on?', { stdin, stdout, yes: false }), {
    instanceOf: RefitError,
  })
  t.regex(error?.next ?? '', /--yes/)
  t.is(error?.exitCode, exitCodes.usage)
})

function terminal({ isTTY = true } = {}) {
  return {
    stdin: Object.assign(new PassThrough(), { isTTY }),
    stdout: Object.assign(new PassThrough(), { isTTY }),
  }
}
