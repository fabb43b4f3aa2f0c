import { chmod, lstat, mkdir, readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Step } from '../../scripts/lib/plan/step.ts'
import { runPhase, undoTransaction } from '../../scripts/lib/transaction/run.ts'
import { scratch, transactionOf } from './support/scratch.ts'
import type { Scratch } from './support/scratch.ts'
import { inEachShell } from './support/shells.ts'

const nothing = (): void => undefined

/** Runs the steps, checks what they did, takes them back, and checks that nothing of them is left. */
async function thereAndBack(
  t: import('ava').ExecutionContext,
  place: Scratch,
  steps: readonly Step[],
  check: () => Promise<void>,
): Promise<void> {
  const before = await place.tree()
  const transaction = transactionOf(steps)
  const { outcome, failure } = await runPhase(place.session, transaction, 'switch', nothing)
  t.is(outcome, 'done', JSON.stringify(failure))
  await check()
  const undone = await undoTransaction(place.session, transaction.id, 'the test wants it so', nothing)
  t.is(undone.outcome, 'undone')
  t.deepEqual(await place.tree(), before)
}

inEachShell(
  test,
  'a new file gets its content, mode and the directories above it; undo removes them all',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const step: Step = {
      do: 'write',
      path: '/etc/a/b/c.conf',
      content: 'text\n',
      mode: '0640',
      ...place.owner,
    }
    await thereAndBack(t, place, [step], async () => {
      t.is(await place.read('etc/a/b/c.conf'), 'text\n')
      t.is((await lstat(join(place.root, 'etc/a/b/c.conf'))).mode & 0o7777, 0o640)
      t.is((await lstat(join(place.root, 'etc/a'))).mode & 0o7777, 0o755)
    })
  },
)

inEachShell(
  test,
  'an existing file is replaced, and comes back byte for byte and mode for mode',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await place.file('etc/old', 'no newline at the end, a NUL \0, an ä')
    await chmod(join(place.root, 'etc/old'), 0o4601)
    const step: Step = { do: 'write', path: '/etc/old', content: '', mode: '0600', ...place.owner }
    await thereAndBack(t, place, [step], async () => {
      t.is(await place.read('etc/old'), '')
    })
  },
)

inEachShell(
  test,
  'write goes through a link to the real file, and the link stays a link',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await place.file('etc/real/target', 'old\n')
    await symlink('real/target', join(place.root, 'etc/link'))
    await symlink('real/not-there', join(place.root, 'etc/dangling'))
    const steps = ['/etc/link', '/etc/dangling'].map((path): Step => ({
      do: 'write',
      path,
      content: 'new\n',
      mode: '0644',
      ...place.owner,
    }))
    await thereAndBack(t, place, steps, async () => {
      t.is(await readlink(join(place.root, 'etc/link')), 'real/target')
      t.is(await place.read('etc/real/target'), 'new\n')
      t.is(await place.read('etc/real/not-there'), 'new\n')
    })
  },
)

inEachShell(
  test,
  'remove takes away a file, a link, a whole directory, or nothing at all',
  async (t, shell) => {
    const place = await scratch(t, shell)
    await place.file('etc/file', 'content')
    await place.file('etc/directory/deep/file', 'content')
    await mkdir(join(place.root, 'etc/directory/empty'), { mode: 0o701 })
    await symlink('directory', join(place.root, 'etc/link'))
    await symlink('gone', join(place.root, 'etc/directory/dangling'))
    const paths = ['/etc/link', '/etc/file', '/etc/directory', '/etc/nothing', '/no/such/directory/file']
    const steps = paths.map((path): Step => ({ do: 'remove', path }))
    await thereAndBack(t, place, steps, async () => {
      t.deepEqual(Object.keys(await place.tree()), ['etc', 'etc/systemd', 'etc/systemd/system'])
    })
  },
)

const hostileNames = [
  "it's",
  '"quoted"',
  '-rf',
  '$(touch pwned)',
  'a b',
  '*',
  'ünïcødé',
  '\\n',
  '%s',
  '`id`',
  '#',
]

inEachShell(test, 'names and titles that a shell could misread do no harm', async (t, shell) => {
  const place = await scratch(t, shell)
  await place.file('etc/-rf/keep', 'me')
  const steps = hostileNames.flatMap((name): Step[] => [
    { do: 'write', path: `/etc/${name}/${name}`, content: name, mode: '0600', ...place.owner },
    { do: 'command', title: name, script: 'true', undo: 'true' },
  ])
  const transaction = transactionOf(steps, { meta: { odd: hostileNames.join(' ') } })
  transaction.steps = transaction.steps.map((item, index) => ({
    ...item,
    title: hostileNames[index >> 1] ?? '',
  }))
  const before = await place.tree()
  const titles: string[] = []
  const { outcome, state } = await runPhase(place.session, transaction, 'switch', entry => {
    if (entry.kind === 'begin') titles.push(entry.title)
  })
  t.is(outcome, 'done')
  t.deepEqual([...new Set(titles)], hostileNames)
  t.is(state.meta['odd'], hostileNames.join(' '))
  for (const name of hostileNames) t.is(await place.read(`etc/${name}/${name}`), name)
  const reasons: string[] = []
  await undoTransaction(place.session, transaction.id, `because of ${hostileNames.join(' ')}`, entry => {
    if (entry.kind === 'undo') reasons.push(entry.reason)
  })
  t.deepEqual(reasons, [`because of ${hostileNames.join(' ')}`])
  t.deepEqual(await place.tree(), before)
})

inEachShell(
  test,
  'a command runs with its undo, and its output comes out harmless and bounded',
  async (t, shell) => {
    const place = await scratch(t, shell)
    const script = String.raw`printf 'red \033[31m\r\ttext\n'; n=0; while [ $n -lt 300 ]; do n=$((n + 1)); echo "line $n"; done
touch "$REFIT_ROOT/etc/made"`
    const step: Step = { do: 'command', title: 'make it', script, undo: 'rm -f "$REFIT_ROOT/etc/made"' }
    const before = await place.tree()
    const said: string[] = []
    const transaction = transactionOf([step])
    await runPhase(place.session, transaction, 'switch', entry => {
      if (entry.kind === 'output') said.push(entry.text)
    })
    t.is(said[0], 'red  [31m  text')
    t.is(said[1], 'line 1')
    t.is(said[200], '(100 lines left out) line 300')
    t.is(said.length, 201)
    t.true('etc/made' in (await place.tree()))
    await undoTransaction(place.session, transaction.id, 'test', nothing)
    t.deepEqual(await place.tree(), before)
  },
)

inEachShell(test, 'a setting of the kernel is set, and set back', async (t, shell) => {
  const place = await scratch(t, shell)
  await place.file('proc/sys/net/ipv4/ip_forward', '0\n')
  await place.file('proc/sys/net/ipv4/conf/eth0.1/forwarding', '0\n')
  await place.file('proc/sys/net/ipv4/tcp_rmem', '4096\t131072\t6291456\n')
  const steps: Step[] = [
    { do: 'sysctl', key: 'net.ipv4.ip_forward', value: '1' },
    { do: 'sysctl', key: 'net/ipv4/conf/eth0.1/forwarding', value: '1' },
    { do: 'sysctl', key: 'net.ipv4.tcp_rmem', value: '1 2 3' },
  ]
  await thereAndBack(t, place, steps, async () => {
    t.is(await place.read('proc/sys/net/ipv4/ip_forward'), '1\n')
    t.is(await place.read('proc/sys/net/ipv4/conf/eth0.1/forwarding'), '1\n')
    t.is(await place.read('proc/sys/net/ipv4/tcp_rmem'), '1 2 3\n')
  })
})
