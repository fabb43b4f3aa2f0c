import test from 'ava'
import { parseArguments } from '../../scripts/lib/cli/arguments.ts'
import { commonOptions } from '../../scripts/lib/cli/common-options.ts'
import { errorEvent, errorText } from '../../scripts/lib/cli/error-text.ts'
import { RefitError } from '../../scripts/lib/errors.ts'
import { painter } from '../../scripts/lib/report/colour.ts'

import { golden } from '../report/support/golden.ts'

const paint = painter(false)
const failure = new RefitError('containerd did not start', {
  host: 'n2',
  state: 'n2 is back on Docker',
  next: 'npx zx scripts/check.mjs --inventory lab',
  cause: new Error('exit code 1'),
})

test('an error says what failed where, how things are now, and what to run', t => {
  t.is(
    errorText(failure, { verbose: false, paint }),
    [
      'error: n2: containerd did not start',
      '  now:  n2 is back on Docker',
      '  next: npx zx scripts/check.mjs --inventory lab',
      '',
    ].join('\n'),
  )
})

test('a host that the message begins with is not said twice', t => {
  const error = new RefitError('n2 does not answer', { host: 'n2' })
  t.is(errorText(error, { verbose: false, paint }), 'error: n2 does not answer\n')
})

test('a message of several lines stays one message', t => {
  const error = new RefitError('2 hosts failed:\n  n1: no route\nnext: rm -rf /')
  t.is(
    errorText(error, { verbose: false, paint }),
    'error: 2 hosts failed:\n    n1: no route\n    next: rm -rf /\n',
  )
})

test('--verbose adds the stack and the cause', t => {
  const text = errorText(failure, { verbose: true, paint })
  t.true(text.includes('exit code 1'))
  t.true(text.includes('error-text.test.ts'))
})

test('a mistake of our own is one sentence, and how to see more', t => {
  t.is(
    errorText(new TypeError('x is undefined'), { verbose: false, paint }),
    'error: refit met something it did not expect: x is undefined\n' +
      '  next: run the same command with --verbose to see where it comes from\n',
  )
})

test('an error cannot harm the terminal, not even with --verbose', t => {
  const error = new RefitError('\u001b[2J', { host: '\u009b', state: '\u202e', next: '\r' })
  t.notRegex(errorText(error, { verbose: true, paint }), /[\p{Cf}]|[^\P{Cc}\n\t]/u)
})

test('what was thrown may be no error at all', t => {
  t.true(errorText('just text', { verbose: false, paint }).includes('just text'))
  t.deepEqual(errorEvent(undefined), { type: 'error', message: 'undefined' })
})

test('for a machine it is an event with all its parts', t => {
  t.deepEqual(errorEvent(failure), {
    type: 'error',
    message: 'containerd did not start',
    host: 'n2',
    state: 'n2 is back on Docker',
    next: 'npx zx scripts/check.mjs --inventory lab',
    exitCode: 1,
  })
})

test('an unknown option reads as the documentation shows it', t => {
  const error = t.throws(() =>
    parseArguments(['--dryrun'], { name: 'plan', summary: '', options: commonOptions }),
  )
  golden(t, new URL('fixtures/errors.txt', import.meta.url), errorText(error, { verbose: false, paint }))
})
