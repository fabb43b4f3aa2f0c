import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { CommandStopped, ConnectError, ConnectionLost } from '../../scripts/lib/ssh/errors.ts'
import type { Session } from '../../scripts/lib/ssh/session.ts'
import { findProgram, shells } from '../support/shells.ts'
import { temporaryFolder, world, type World } from './support/world.ts'

/** Ends a test where the shell is missing, saying so; else gives a world whose node has that shell. */
async function worldWith(t: ExecutionContext, shell: (typeof shells)[number]): Promise<World | undefined> {
  if (shell.installed) {
    const programs = await temporaryFolder(t)
    await symlink(findProgram(shell.command[0]) ?? '', join(programs, 'sh'))
    return world(t, { shell: ['sh'], programs })
  }
  t.log(`skipped: ${shell.name} is not installed here`)
  t.pass()
  return undefined
}

const scripts: readonly {
  title: string
  script: string
  input?: string
  code: number
  stdout: string
  stderr?: RegExp
}[] = [
  {
    title: 'prints on both streams',
    script: 'echo out; echo err >&2',
    code: 0,
    stdout: 'out\n',
    stderr: /^err\n$/,
  },
  { title: 'exits with a code', script: 'exit 3', code: 3, stdout: '' },
  { title: 'is empty', script: '', code: 0, stdout: '' },
  { title: 'is a comment', script: '# nothing', code: 0, stdout: '' },
  { title: 'has a syntax error', script: 'if then', code: 2, stdout: '', stderr: /syntax error/i },
  { title: 'ends inside a quote', script: 'echo "x', code: 2, stdout: '', stderr: /./ },
  { title: 'prints no last newline', script: 'printf abc', code: 0, stdout: 'abc' },
  { title: 'prints only newlines', script: 'echo; echo', code: 0, stdout: '\n\n' },
  { title: 'prints NULs', script: String.raw`printf 'a\0b\0'`, code: 0, stdout: 'a\0b\0' },
  { title: 'prints what is no UTF-8', script: String.raw`printf '\377'`, code: 0, stdout: '\uFFFD' },
  {
    title: 'reads its input',
    script: 'read -r a; echo "[$a]"; cat',
    input: 'one\ntwo',
    code: 0,
    stdout: '[one]\ntwo',
  },
  { title: 'reads input that it was not given', script: 'cat; echo done', code: 0, stdout: 'done\n' },
  {
    title: 'does not read the input that it was given',
    script: 'echo done',
    input: 'x'.repeat(70_000),
    code: 0,
    stdout: 'done\n',
  },
  {
    title: 'reads the input of many lines',
    script: 'wc -l',
    input: 'line\n'.repeat(5000),
    code: 0,
    stdout: '5000\n',
  },
  { title: 'stops at the first error, if it says so', script: 'set -e; false; echo no', code: 1, stdout: '' },
  { title: 'kills its shell', script: 'kill $$; sleep 5', code: 143, stdout: '' },
  { title: 'kills its process group', script: 'kill 0; sleep 5', code: 143, stdout: '' },
  { title: 'signals its parent', script: 'kill $PPID; sleep 0.1; echo on', code: 0, stdout: 'on\n' },
  { title: 'closes its streams', script: 'exec >&- 2>&-; exit 4', code: 4, stdout: '' },
  { title: 'has a heredoc up to its very end', script: 'cat <<E\ntext\nE', code: 0, stdout: 'text\n' },
  {
    title: 'has many lines and quotes',
    script: `a='it'"'"'s'\nprintf '%s\\n' "$a" \\\n  "\`echo b\`"`,
    code: 0,
    stdout: "it's\nb\n",
  },
  {
    title: 'is longer than an argument can be',
    script: `${'#'.repeat(79)}\n`.repeat(2000) + 'echo long',
    code: 0,
    stdout: 'long\n',
  },
  {
    title: 'does not see the controller’s variables',
    script: 'echo "[$s$n$i$1$#]"',
    code: 0,
    stdout: '[0]\n',
  },
  {
    title: 'finds a known environment',
    script: 'echo "$LC_ALL $(umask) $PWD ${PATH#*:}"',
    code: 0,
    stdout: 'C 0022 / /usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n',
  },
]

for (const shell of shells) {
  test.serial(
    `${shell.name}: whatever a script does, its result comes back, and the next one runs`,
    async t => {
      const session = await (await worldWith(t, shell))?.connect()
      if (!session) return
      for (const { title, script, input, code, stdout, stderr = /^(Terminated\n)?$/ } of scripts) {
        const result = await session.run(script, input === undefined ? {} : { input })
        t.like(result, { code, stdout }, `a script that ${title}`)
        t.regex(result.stderr, stderr, `a script that ${title}`)
      }
      t.deepEqual(session.cost, { connections: 1, roundTrips: 2 + scripts.length })
    },
  )

  test.serial(`${shell.name}: any input and any output go through as they are`, async t => {
    const session = await (await worldWith(t, shell))?.connect()
    if (!session) return
    const anyText = fc.string({ unit: 'binary', maxLength: 300 }).map(text => text.toWellFormed())
    await fc.assert(
      fc.asyncProperty(anyText, async text => {
        t.is((await session.run('cat; cat <&- 2>/dev/null || exit 0', { input: text })).stdout, text)
      }),
      { numRuns: 25 },
    )
  })

  test.serial(`${shell.name}: a large input goes over a channel of its own, as it is`, async t => {
    const session = await (await worldWith(t, shell))?.connect()
    if (!session) return
    const input = Buffer.alloc(3_000_000, 'a line with an end\n')
    const before = session.cost.roundTrips
    const result = await session.run('read -r first; wc -c; echo "$first"; exit 5', { input })
    t.like(result, { code: 5, stdout: `${3_000_000 - 19}\na line with an end\n`, stderr: '' })
    t.is(session.cost.roundTrips - before, 3)
    t.is((await session.run('echo next')).stdout, 'next\n')
  })

  test.serial(`${shell.name}: a command that is ended early is killed with all its processes`, async t => {
    const session = await (await worldWith(t, shell))?.connect()
    if (!session) return
    const pids: string[] = []
    const error = await stopAt(
      session,
      'sleep 60 & echo $!; echo $$; sleep 61',
      line => pids.push(line) === 2,
    )
    t.like(error, { reason: 'aborted', killed: true, host: 'n1' })
    t.is(error.message, 'n1: a command was interrupted, and was killed.')
    // A zombie that nobody has fetched yet is no process any more.
    const script = `for pid in ${pids.join(' ')}; do grep -v ') Z ' /proc/$pid/stat 2>/dev/null; done; echo none`
    t.is((await session.run(script)).stdout, 'none\n')
  })

  test.serial(`${shell.name}: one that does not listen is killed without mercy`, async t => {
    const session = await (await worldWith(t, shell))?.connect()
    if (!session) return
    const error = await stopAt(session, 'trap "" TERM; echo deaf; while :; do sleep 0.1; done', () => true)
    t.true(error.killed)
    t.is((await session.run('echo next')).stdout, 'next\n')
  })
}

/** Runs a command, and ends it at the line that this says. */
async function stopAt(
  session: Session,
  script: string,
  isLast: (line: string) => boolean,
): Promise<CommandStopped> {
  const controller = new AbortController()
  const onLine = (line: string) => {
    if (isLast(line)) controller.abort()
  }
  try {
    await session.run(script, { signal: controller.signal, onLine })
  } catch (error) {
    if (error instanceof CommandStopped) return error
    throw error
  }
  throw new Error('the command ended by itself')
}

test('a command that takes too long is killed', async t => {
  const session = await (await world(t)).connect()
  const error = await t.throwsAsync(session.run('sleep 60', { timeout: 100 }), {
    instanceOf: CommandStopped,
    message: 'n1: a command did not end within 0.1 s, and was killed.',
  })
  t.like(error, {
    reason: 'timeout',
    killed: true,
    state: 'Nothing of it runs on n1 any more; what it had done stays done.',
  })
})

test('ten million bytes come through', async t => {
  const session = await (await world(t)).connect()
  const { stdout, stderr } = await session.run(
    'head -c 10000000 /dev/zero | tr "\\0" x; head -c 3000000 /dev/zero | tr "\\0" y >&2',
  )
  t.is(stdout, 'x'.repeat(10_000_000))
  t.is(stderr, 'y'.repeat(3_000_000))
})

test('a command that prints without end is killed', async t => {
  const session = await (await world(t)).connect()
  const error = await t.throwsAsync(session.run('yes', { maxOutput: 100_000 }), {
    instanceOf: CommandStopped,
    message: 'n1: a command printed more than 100000 bytes, and was killed.',
  })
  t.is(error.reason, 'output')
  t.is((await session.run('echo next')).stdout, 'next\n')
})

test('exactly as much as is allowed is no error', async t => {
  const session = await (await world(t)).connect()
  t.is((await session.run('printf 12345', { maxOutput: 5 })).stdout, '12345')
})

test('a command whose signal has already aborted is not begun', async t => {
  const session = await (await world(t)).connect()
  const before = session.cost.roundTrips
  await t.throwsAsync(session.run('echo no', { signal: AbortSignal.abort() }), {
    instanceOf: CommandStopped,
    message: 'n1: a command was interrupted, before it began.',
  })
  t.is(session.cost.roundTrips, before)
})

test('lines are told as they come, not at the end', async t => {
  const session = await (await world(t)).connect()
  const lines: string[] = []
  await stopAt(session, 'echo first; sleep 60; echo second', line => lines.push(line) === 1)
  t.deepEqual(lines, ['first'])
})

test('a caller that fails on a line gets its own error, and the command is ended', async t => {
  const session = await (await world(t)).connect()
  const onLine = (line: string) => {
    throw new Error(`cannot take ${line}`)
  }
  await t.throwsAsync(session.run('echo this; sleep 60', { onLine }), { message: 'cannot take this' })
  t.is((await session.run('echo next', { timeout: Infinity })).stdout, 'next\n')
})

test('commands of one session run one after the other', async t => {
  const session = await (await world(t)).connect()
  const results = await Promise.all(
    ['sleep 0.2; echo 1', 'echo 2', 'exit 3', 'echo 4'].map(script => session.run(script)),
  )
  t.deepEqual(
    results.map(({ code, stdout }) => [code, stdout]),
    [
      [0, '1\n'],
      [0, '2\n'],
      [3, ''],
      [0, '4\n'],
    ],
  )
})

test('what an earlier command left running does not get into the output of a later one between them', async t => {
  const session = await (await world(t)).connect()
  await session.run('(sleep 0.2; echo late; echo late >&2) & echo early')
  await wait(400)
  t.deepEqual(await session.run('echo mine'), { code: 0, stdout: 'mine\n', stderr: '' })
})

test('output that looks like the end of a command is only output', async t => {
  const session = await (await world(t)).connect()
  const fake = `${'0'.repeat(32)} 0\n`
  t.is((await session.run('cat', { input: fake.repeat(3) })).stdout, fake.repeat(3))
})

test('a script with a NUL is refused before it is sent', async t => {
  const session = await (await world(t)).connect()
  await t.throwsAsync(session.run('echo \0'), { instanceOf: TypeError })
  t.is((await session.run('echo next')).stdout, 'next\n')
})

test('a script that kills the shell of the session costs only its own result', async t => {
  const session = await (await world(t)).connect()
  await t.throwsAsync(session.run('kill -9 $PPID; sleep 2'), {
    instanceOf: ConnectionLost,
    message: 'n1: the shell ended while a command was running.',
  })
  t.is((await session.run('echo next')).stdout, 'next\n')
})

test('a server that opens no channel at all is said to open none', async t => {
  const { connect } = await world(t, { refuseChannels: 5 })
  const error = await t.throwsAsync(connect(), { instanceOf: ConnectError })
  t.like(error, { kind: 'shell', state: 'Nothing was touched on n1.' })
  t.regex(error.message, /^n1 opens no channel for a command: /)
})

test('a command that gets no channel of its own is not said to have touched nothing: it was not begun', async t => {
  const { connect, server } = await world(t)
  const session = await connect()
  server.refuseChannels(5)
  const error = await t.throwsAsync(session.run('cat', { input: Buffer.alloc(200_000) }), {
    instanceOf: ConnectError,
  })
  t.is(error.state, 'The command was not begun on n1.')
  t.is((await session.run('echo next')).stdout, 'next\n')
})

test('a channel that the server does not open at once is asked for again', async t => {
  const { connect } = await world(t, { refuseChannels: 2 })
  t.is((await (await connect()).run('echo in')).stdout, 'in\n')
})
