import test from 'ava'
import type { Audit } from '../../scripts/lib/checks/audit.ts'
import { reportOf } from '../../scripts/lib/checks/report/report.ts'
import { painter } from '../../scripts/lib/report/colour.ts'
import { audit, hostile, reported } from './support/audit.ts'

type Form = Parameters<typeof reportOf>[1]
const print = (form: Form, of: Audit) => reportOf(of, form, { paint: painter(false), width: 80 })

test('the terminal shows what is grave first, by check and owner', t => {
  const findings = [
    reported(),
    reported({ message: 'The volume other mounts /run/docker.sock.', place: { path: 'spec.volumes[0]' } }),
    reported({ owner: 'CronJob shop/clean', place: { host: 'n1', file: '/etc/x', line: 3 } }),
    reported({ id: 'log-format', title: 'Reads logs', severity: 'note', fix: 'Read them otherwise.' }),
  ]
  t.is(
    print('terminal', audit({ findings })),
    `blocker: Mounts Docker's socket (docker-socket)
  Nobody answers there.
  fix: Use the API.
    CronJob shop/clean
      The volume sock mounts /var/run/docker.sock.
      at n1:/etc/x:3
    Deployment shop/api
      The volume sock mounts /var/run/docker.sock.
      at deploy.yaml:12:9
      The volume other mounts /run/docker.sock.
      at spec.volumes[0]

note: Reads logs (log-format)
  Nobody answers there.
  fix: Read them otherwise.
    Deployment shop/api
      The volume sock mounts /var/run/docker.sock.
      at deploy.yaml:12:9

3 blockers, 0 warnings and 1 note in 3 workloads, 2 nodes, 2 hosts and 1 manifest file.
Not ready for containerd.
`,
  )
})

test('the terminal tells of waivers, of what was skipped, and of what could not be read', t => {
  const waiver = { id: 'docker-socket', reason: 'it goes too', until: '2027-03-31' }
  const text = print(
    'terminal',
    audit({
      findings: [],
      waived: [{ finding: reported(), waiver }],
      expired: [{ ...waiver, until: '2025-01-01' }],
      unused: [{ ...waiver, id: 'docker-api' }],
      known: 2,
      unread: [
        { subject: 'chart/templates/x.yaml', message: 'a template', expected: true },
        { subject: 'n2', message: 'no answer', expected: false },
      ],
    }),
  )
  t.is(
    text,
    `waived: Deployment shop/api (docker-socket) until 2027-03-31: it goes too
The waiver of docker-socket (it goes too) ended on 2025-01-01.
The waiver of docker-api (it goes too) fits nothing: take it out of the
inventory.

skipped: chart/templates/x.yaml: a template
not read: n2: no answer

0 blockers, 0 warnings and 0 notes in 3 workloads, 2 nodes, 2 hosts and 1 manifest file (1 waived, 2 known from the baseline, 1 not read).
No blocker was found, but not everything could be read.
`,
  )
})

test('JSON has all of it, and the version of its form', t => {
  const { version, summary, ...rest } = JSON.parse(print('json', audit())) as Record<string, unknown>
  t.is(version, 1)
  t.deepEqual(summary, { blocker: 1, warning: 0, note: 0 })
  t.deepEqual(rest, JSON.parse(JSON.stringify(audit())))
})

test('JUnit: a blocker is a failed test, a warning none, a gap an error', t => {
  const findings = [reported(), reported({ id: 'log-format', severity: 'warning' })]
  const unread = [{ subject: 'n2', message: 'no answer', expected: false }]
  const text = print('junit', audit({ findings, unread }))
  t.regex(text, /failures="1" errors="1"/u)
  t.is(text.match(/<failure /gu)?.length, 1)
  t.regex(
    text,
    /<testcase classname="refit\.check\.log-format" name="Deployment shop\/api">\s*<system-out>warning: /u,
  )
  t.regex(text, /<testcase classname="refit\.check" name="n2">\s*<error message="no answer"\/>/u)
  t.regex(text, /<testcase classname="refit\.check\.shim-socket" name="shim-socket"\/>/u)
})

test('SARIF has a rule for each result, a place, and a suppression for what is waived', t => {
  const waiver = { id: 'docker-socket', reason: 'it goes too', until: '2027-03-31' }
  const text = print('sarif', audit({ waived: [{ finding: reported({ owner: 'Pod a/b' }), waiver }] }))
  const { version, runs } = JSON.parse(text) as Sarif
  t.is(version, '2.1.0')
  const [run] = runs
  const [first, second] = run?.results ?? []
  t.deepEqual(first?.locations[0]?.physicalLocation, {
    artifactLocation: { uri: 'deploy.yaml' },
    region: { startLine: 12, startColumn: 9 },
  })
  t.is(first?.level, 'error')
  t.is(first?.suppressions, undefined)
  t.deepEqual(second?.suppressions, [{ kind: 'external', justification: 'it goes too' }])
  const rules = new Set(run?.tool.driver.rules.map(({ id }) => id))
  for (const { ruleId } of run?.results ?? []) t.true(rules.has(ruleId))
})

interface Sarif {
  version: string
  runs: {
    tool: { driver: { rules: { id: string }[] } }
    results: {
      ruleId: string
      level: string
      suppressions?: object[]
      locations: { physicalLocation?: object }[]
    }[]
  }[]
}

const evil = audit({
  findings: [reported({ owner: hostile, message: hostile, fix: hostile, place: { file: hostile, line: 1 } })],
  unread: [{ subject: hostile, message: hostile, expected: false }],
})

for (const form of ['terminal', 'markdown', 'html', 'junit'] as const) {
  test(`what a hostile cluster calls its things does no harm in ${form}`, t => {
    const text = print(form, evil)
    t.notRegex(text, /[^\P{Cc}\n\t]|\u202E/u)
    if (form === 'terminal') return
    t.notRegex(text, /<script>/u)
    if (form === 'junit') t.notRegex(text, /\]\]>/u)
    if (form === 'markdown') t.notRegex(text, /!\[x\]/u)
  })
}

test('JSON and SARIF stay JSON with such names', t => {
  for (const form of ['json', 'sarif'] as const) t.notThrows(() => JSON.parse(print(form, evil)))
})

test('the page needs nothing else: no script, and nothing from elsewhere', t => {
  const page = print('html', audit())
  t.notRegex(page, /<script|<link|<img|src=|@import|url\(/u)
  t.regex(page, /<details open>/u)
  t.regex(page, /Mounts Docker&#x27;s socket/u)
})
