import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import test from 'ava'
import { withUnitCheck } from '../../scripts/lib/migrate/unit-check.ts'
import type { ChangeInput } from '../../scripts/lib/plan/change.ts'
import { artifact, command, file, packaged } from '../../scripts/lib/plan/changes.ts'
import { fakePrograms } from '../support/programs.ts'
import { shells } from '../support/shells.ts'

const run = promisify(execFile)
const dropIn = '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf'
const titles = (changes: readonly ChangeInput[]) =>
  changes.map(change => (change.type === 'command' ? change.title : change.type))

test('changes that touch no unit stay as they are', t => {
  const changes = [file('/etc/containerd/config.toml', ''), command('stop', { script: ':', undo: '' })]
  t.deepEqual(withUnitCheck(changes), changes)
})

test('units are read after what brings their programs, and before what uses it', t => {
  const changes = [
    artifact('crio 1.36.3', { source: '/a', sha256: 'a'.repeat(64), destination: '/opt/refit/a' }),
    packaged('skopeo', { phase: 'prepare' }),
    command('images', { script: ':', undo: '', phase: 'prepare' }),
    packaged('crio', { phase: 'switch' }),
    file('/etc/systemd/system/crio.service', ''),
    file(dropIn, ''),
    file('/usr/lib/systemd/system/kubelet.service', ''),
  ]
  t.deepEqual(titles(withUnitCheck(changes)), [
    'artifact',
    'package',
    'systemd reads the new crio.service, kubelet.service',
    'images',
    'package',
    'file',
    'file',
    'file',
  ])
})

test('what is secret is not written down for it', t => {
  const secret = file('/etc/systemd/system/crio.service.d/90-refit-proxy.conf', 'x', { sensitive: true })
  t.deepEqual(withUnitCheck([secret]), [secret])
})

// It complains of each unit as long as it lives, and of what stands in files with "Bad" in them.
const systemdAnalyze = `[ "$1 $2 $3 $#" = "verify --man=no kubelet.service 3" ] || { echo "unexpected: $*" && exit 99; }
echo "\${SYSTEMD_UNIT_PATH:+/etc}/lib/systemd/system/kubelet.service:7: Unknown key name 'Old' in section 'Service', ignoring."
[ -z "$SYSTEMD_UNIT_PATH" ] || echo "/lib/systemd/system/snapd.service: read along for the first time"
[ -z "$SYSTEMD_UNIT_PATH" ] || grep -rn Bad "\${SYSTEMD_UNIT_PATH%:}" | sed "s/:Bad.*/: Unknown key name 'Bad'/"
exit 1`

for (const { name, command: words, installed } of shells) {
  const each = installed ? test : test.skip
  each(`under ${name}, only what systemd did not complain of before stops it`, async t => {
    const folder = await fakePrograms(t, { 'systemd-analyze': systemdAnalyze })
    const check = async (content: string) => {
      const [first] = withUnitCheck([file(dropIn, content)])
      if (first?.type !== 'command') throw new TypeError('the first change is the check')
      const [program, ...options] = words
      const environment = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
      const { stderr } = await run(program, [...options, '-c', first.script], { env: environment })
      return stderr
    }
    t.is(await check("[Service]\nExecStart=/bin/echo 'it''s'\n"), '')
    const error = await t.throwsAsync(check('[Service]\nBad=1\n'))
    t.is(
      (error as Error & { stderr: string }).stderr,
      `kubelet.service.d/10-kubeadm.conf: Unknown key name 'Bad'\n`,
    )
  })
}
