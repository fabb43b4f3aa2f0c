import { readFileSync } from 'node:fs'
import test from 'ava'
import { planHost } from '../../scripts/lib/engine/plan-host.ts'
import type { Task } from '../../scripts/lib/engine/task.ts'
import { RefitError } from '../../scripts/lib/errors.ts'
import { migrateTask } from '../../scripts/lib/migrate/task.ts'
import { file, template } from '../../scripts/lib/plan/changes.ts'
import { wantedOf } from '../../scripts/lib/migrate/context.ts'
import type { Session } from '../../scripts/lib/ssh/session.ts'
import { bareNode } from './support/bare-node.ts'
import { chrony, onlyHost, planOf } from './support/plan-of.ts'

test('what a task is about is read in a second round trip, and compared with what should be', async t => {
  const session = bareNode()
  const { plan } = await planOf(chrony, session, 'vars: { ntpServers: [198.18.0.1] }\n')
  t.deepEqual(
    plan.items.map(({ action, subject }) => `${action} ${subject}`),
    ['create /etc/chrony/chrony.conf', 'install chrony', 'enable chrony.service', 'restart chrony.service'],
  )
  t.regex(plan.items[0]?.diff ?? '', /^\+server 198\.18\.0\.1 iburst$/mu)
  t.deepEqual(session.asked, ['', 'file /etc/chrony/chrony.conf\npackage chrony\nunit chrony.service\n'])
})

test('what the facts name is read in that same second round trip, and the changes are made of it', async t => {
  const session = bareNode()
  const named = { kind: 'file', subject: '/etc/named' } as const
  const { plan } = await planOf(
    ({ facts }) => [file('/etc/motd', facts.observed.files.has(named.subject) ? 'read\n' : 'not read\n')],
    session,
    '',
    { targetsFrom: () => [named] },
  )
  t.deepEqual(session.asked, ['', 'file /etc/named\nfile /etc/motd\n'])
  t.regex(plan.items[0]?.diff ?? '', /^\+read$/mu)
})

test('a task that names nothing new costs one round trip', async t => {
  const session = bareNode()
  const named = [{ kind: 'file', subject: '/etc/named' }] as const
  await planOf(() => [], session, '', { targets: named, targetsFrom: () => named })
  t.deepEqual(session.asked, ['file /etc/named\n'])
})

test('a kubelet with the defaults of kubeadm is planned in one round trip, another in two', async t => {
  const fixture = new URL('../facts/fixtures/worker-on-dockershim.txt', import.meta.url)
  const text = readFileSync(fixture, 'utf8')
  t.is((await migrationOf(text)).length, 1)
  const [, second] = await migrationOf(text.replace('--config=/var/', '--config=/srv/'))
  t.regex(second ?? '', /^file \/srv\/lib\/kubelet\/config\.yaml$/mu)
})

async function migrationOf(answer: string): Promise<string[]> {
  const asked: string[] = []
  const session: Session = {
    ...bareNode(),
    async run(_script, { input = '' } = {}) {
      asked.push(String(input))
      return { code: 0, stdout: answer, stderr: '' }
    },
  }
  await planHost(session, onlyHost(''), migrateTask(wantedOf('containerd')), () => 0)
  return asked
}

const mistakes: [title: string, changes: Task['changes'], message: RegExp][] = [
  [
    'a variable that the inventory lacks',
    chrony,
    /^The task "chrony" has failed: chrony\.conf\.hbs is given no servers$/u,
  ],
  [
    'a change that is none',
    () => [file('etc/motd', 'hello\n')],
    /^The task "chrony" gave changes that are not valid: .*absolute path/u,
  ],
  [
    'a mistake in the task itself',
    ({ vars }) => [file('/etc/motd', (vars['motd'] as { text: string }).text)],
    /^The task "chrony" has failed: Cannot read properties of undefined/u,
  ],
  [
    'a template that there is not',
    () => [template('no.hbs', '/etc/no', {})],
    /^There is no template no\.hbs\.$/u,
  ],
]

for (const [title, changes, message] of mistakes)
  test(`${title} is told with the host, and that nothing was changed`, async t => {
    const error = await t.throwsAsync(planOf(changes, bareNode(), ''), { instanceOf: RefitError, message })
    t.is(error?.state, 'Nothing was changed.')
    t.is(error?.exitCode, 64)
  })
