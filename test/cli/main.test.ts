import { EventEmitter } from 'node:events'
import test from 'ava'
import { outputOptions } from '../../scripts/lib/cli/common-options.ts'
import { main, type MainProcess } from '../../scripts/lib/cli/main.ts'
import { exitCodes, RefitError } from '../../scripts/lib/errors.ts'
import { Secret } from '../../scripts/lib/secret.ts'

const script = '/refit/scripts/check.mjs'
const command = { name: 'check', summary: 'audit the nodes', options: outputOptions } as const

test('the exit code is what the script gives', async t => {
  const io = fakeProcess([])
  await main(script, command, async () => exitCodes.changes, io)
  t.is(io.exitCode, 2)
  t.is(io.told, '')
})

test('--help prints the help, runs nothing and is no error', async t => {
  const io = fakeProcess(['--help'])
  await main(script, command, async () => t.fail(), io)
  t.true(io.printed.startsWith('check: audit the nodes\n'))
  t.is(io.exitCode, 0)
})

test('a wrong command line runs nothing and ends with 64', async t => {
  const io = fakeProcess(['--verbos'])
  await main(script, command, async () => t.fail(), io)
  t.is(io.told, 'error: unknown option --verbos\n  next: did you mean --verbose?\n')
  t.is(io.exitCode, 64)
})

test('an error goes to standard error and decides the exit code', async t => {
  const io = fakeProcess([])
  const fail = async () => {
    throw new RefitError('n2 does not answer', { exitCode: exitCodes.unknown })
  }
  await main(script, command, fail, io)
  t.is(io.told, 'error: n2 does not answer\n')
  t.is(io.printed, '')
  t.is(io.exitCode, 3)
})

test('with --output ndjson the last line on standard output is the error', async t => {
  const io = fakeProcess(['--output', 'ndjson'])
  const fail = async () => {
    throw new RefitError('n2 does not answer', { host: 'n2' })
  }
  await main(script, command, fail, io)
  t.deepEqual(JSON.parse(io.printed), {
    type: 'error',
    message: 'n2 does not answer',
    host: 'n2',
    exitCode: 1,
  })
})

test('a mistake of our own ends with 1, and with a stack only where --verbose', async t => {
  const broken = async () => {
    throw new TypeError('x is undefined')
  }
  const quiet = fakeProcess([])
  await main(script, command, broken, quiet)
  t.false(quiet.told.includes('main.test.ts'))
  t.is(quiet.exitCode, 1)
  const verbose = fakeProcess(['--verbose'])
  await main(script, command, broken, verbose)
  t.true(verbose.told.includes('main.test.ts'))
})

for (const event of ['unhandledRejection', 'uncaughtException'])
  test(`an ${event} is told and ends the process at once, as unknown`, async t => {
    const io = fakeProcess([])
    await main(script, command, async () => exitCodes.ok, io)
    io.emit(event, new Error('nobody waited for this'))
    t.true(io.told.includes('nobody waited for this'))
    t.deepEqual(io.exits, [3])
  })

test('a secret that the script has learned is masked in what is printed', async t => {
  const io = fakeProcess(['--output', 'ndjson', '--verbose'])
  await main(
    script,
    command,
    async ({ secrets }) => {
      secrets.add(new Secret('hunter-22'))
      throw new Error('sudo did not take hunter-22')
    },
    io,
  )
  t.false((io.told + io.printed).includes('hunter'))
  t.true(io.told.includes('sudo did not take [secret]'))
})

test('a reader that went away does not end the run, any other failure to print does', async t => {
  const io = fakeProcess([])
  await main(script, command, async () => exitCodes.ok, io)
  t.notThrows(() => io.stdout.emit('error', Object.assign(new Error('write'), { code: 'EPIPE' })))
  t.throws(() => io.stdout.emit('error', Object.assign(new Error('write'), { code: 'ENOSPC' })))
})

class Printed extends EventEmitter {
  text = ''
  write(text: string) {
    this.text += text
  }
}

class FakeProcess extends EventEmitter implements MainProcess {
  readonly argv: string[]
  readonly env = {}
  readonly stdout = new Printed()
  readonly stderr = new Printed()
  readonly exits: number[] = []
  exitCode: number | undefined

  constructor(words: string[]) {
    super()
    this.argv = ['node', script, ...words]
  }

  exit(code: number) {
    this.exits.push(code)
  }

  get printed(): string {
    return this.stdout.text
  }

  get told(): string {
    return this.stderr.text
  }
}

function fakeProcess(words: string[]): FakeProcess {
  return new FakeProcess(words)
}
