import { readFileSync } from 'node:fs'
import test from 'ava'
import { planHost } from '../../scripts/lib/engine/plan-host.ts'
import type { Task } from '../../scripts/lib/engine/task.ts'
import { RefitError } from '../../scripts/lib/errors.ts'
import { parseInventory } from '../../scripts/lib/inventory/inventory.ts'
import type { Host } from '../../scripts/lib/inventory/inventory.ts'
import { migrateTask } from '../../scripts/lib/migrate/task.ts'
import { file, packaged, template, unit } from '../../scripts/lib/plan/changes.ts'
import { containerd } from '../../scripts/lib/runtimes/containerd.ts'
import type { Session } from '../../scripts/lib/ssh/session.ts'

const chrony: Task['changes'] = ({ vars }) => [
  packaged('chrony'),
  template('chrony.conf.hbs', '/etc/chrony/chrony.conf', { servers: vars['ntpServers'] }),
  unit('chrony.service', { enabled: true, active: true, restartOnChange: true }),
]

test('what a task is about is read in a second round trip, and compared with what should be', async t => {
  const session = bareNode()
  const { plan } = await planOf(chrony, session, 'vars: { ntpServers: [198.18.0.1] }\n')
  t.deepEqual(
    plan.items.map(({ action, subject }) => `${action} ${subject}`),
    ['install chrony', 'create /etc/chrony/chrony.conf', 'enable chrony.service', 'restart chrony.service'],
  )
  t.regex(plan.items[1]?.diff ?? '', /^\+server 198\.18\.0\.1 iburst$/mu)
  t.deepEqual(session.asked, ['', 'package chrony\nfile /etc/chrony/chrony.conf\nunit chrony.service\n'])
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
  await planHost(session, onlyHost(''), migrateTask(containerd), () => 0)
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

function planOf(changes: Task['changes'], session: Session, vars: string, more: Partial<Task> = {}) {
  const task = { name: 'chrony', verb: 'to change', changes, ...more }
  return planHost(session, onlyHost(vars), task, () => 0)
}

function onlyHost(vars: string): Host {
  const [host] = parseInventory(`${vars}hosts:\n  n2: {}\n`, 'test.yaml').hosts
  if (host === undefined) throw new Error('the inventory has a host')
  return host
}

/** A real worker node's answer to the probe, on which nothing of what is asked for besides is there. */
function bareNode(): Session & { asked: string[] } {
  const fixture = new URL('../facts/fixtures/worker-on-dockershim.txt', import.meta.url)
  const fixed = readFileSync(fixture, 'utf8').replace(/#refit file:[^]*$/u, '')
  const asked: string[] = []
  return {
    host: 'n2',
    asked,
    async run(_script, { input = '' } = {}) {
      asked.push(String(input))
      const answers = String(input).split('\n').filter(Boolean).map(missing)
      return { code: 0, stdout: `${fixed}${answers.join('')}#refit end 0 0\n\n`, stderr: '' }
    },
    close: async () => {},
    cost: { connections: 1, roundTrips: 0 },
  }
}

function missing(target: string): string {
  const [kind = '', subject = ''] = target.split(' ')
  const answers: Record<string, string> = { file: 'absent\n', package: '', unit: 'LoadState=not-found\n' }
  const answer = answers[kind]
  if (answer === undefined) throw new Error(`the fake was not told of ${kind}`)
  return `#refit ${kind}:${subject} ${kind === 'package' ? 1 : 0} ${answer.length}\n${answer}\n`
}
