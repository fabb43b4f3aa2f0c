import test from 'ava'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import type { ObservedFile } from '../../scripts/lib/facts/observed.ts'
import { namedTargets } from '../../scripts/lib/kubelet/files.ts'
import { passesOn, unitEnvironmentFiles, unitPaths } from '../../scripts/lib/kubelet/unit.ts'
import { factsOf } from '../support/facts.ts'

const fragment = '/lib/systemd/system/kubelet.service'
const kubeadm = '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf'
const own = '/etc/systemd/system/kubelet.service.d/20-own.conf'

test('the unit of kubeadm is read with its drop-in and its environment files', t => {
  const facts = factsOf('worker-on-dockershim')
  t.deepEqual(unitPaths(facts), [fragment, kubeadm])
  t.deepEqual(unitEnvironmentFiles(facts), ['/var/lib/kubelet/kubeadm-flags.env', '/etc/default/kubelet'])
  t.true(passesOn(facts, 'KUBELET_KUBEADM_ARGS'))
  t.false(passesOn(facts, 'KUBELET_KUBEADM'))
})

const environment: [title: string, dropIn: string, expected: string[]][] = [
  [
    'a drop-in adds a file',
    'EnvironmentFile=/etc/own.env\n',
    ['/var/lib/kubelet/kubeadm-flags.env', '/etc/default/kubelet', '/etc/own.env'],
  ],
  [
    'an empty assignment forgets those before it',
    'EnvironmentFile=\nEnvironmentFile=-/etc/own.env\n',
    ['/etc/own.env'],
  ],
  ['quotes are no part of a path', 'EnvironmentFile=\nEnvironmentFile="/etc/own.env"\n', ['/etc/own.env']],
  ['a comment names nothing', 'EnvironmentFile=\n# EnvironmentFile=/etc/own.env\n', []],
  [
    'a pattern or a specifier is no path',
    'EnvironmentFile=\nEnvironmentFile=/etc/kubelet.d/*.env\nEnvironmentFile=/etc/%H.env\n',
    [],
  ],
]

for (const [title, dropIn, expected] of environment)
  test(`environment files: ${title}`, t => t.deepEqual(unitEnvironmentFiles(withDropIn(dropIn)), expected))

test('the last command line of the unit is the one that counts', t => {
  const facts = withDropIn('[Service]\nExecStart=\nExecStart=/usr/bin/kubelet \\\n  $OWN ${ONE_WORD}\n')
  t.true(passesOn(facts, 'OWN'))
  t.false(passesOn(facts, 'ONE_WORD'))
  t.false(passesOn(facts, 'KUBELET_KUBEADM_ARGS'))
})

test('the configuration, the drop-ins and the environment files of a kubelet are asked for', t => {
  const facts = withDropIn('EnvironmentFile=/etc/own.env\n')
  const kubelet = facts.kubelet as NonNullable<Facts['kubelet']>
  const elsewhere = { ...facts, kubelet: { ...kubelet, configurationFile: '/etc/kubelet.yaml' } }
  t.deepEqual(
    namedTargets(elsewhere).map(({ subject }) => subject),
    [
      '/etc/kubelet.yaml',
      fragment,
      kubeadm,
      own,
      '/var/lib/kubelet/kubeadm-flags.env',
      '/etc/default/kubelet',
      '/etc/own.env',
    ],
  )
  const relative = { ...facts, kubelet: { ...kubelet, configurationFile: 'kubelet.yaml' } }
  t.false(namedTargets(relative).some(({ subject }) => subject === 'kubelet.yaml'))
})

function withDropIn(content: string): Facts {
  const { observed, ...facts } = factsOf('worker-on-dockershim')
  const unit = observed.units.get('kubelet.service')
  if (unit === undefined) throw new Error('the fixture has a kubelet')
  const file: ObservedFile = { exists: true, mode: '0644', owner: 'root', group: 'root', content }
  const units = new Map([['kubelet.service', { ...unit, dropIns: [...unit.dropIns, own] }]])
  return { ...facts, observed: { ...observed, units, files: new Map([...observed.files, [own, file]]) } }
}
