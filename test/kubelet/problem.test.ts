import test from 'ava'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import type { KubeletFacts } from '../../scripts/lib/facts/kubelet.ts'
import { kubeletChanges } from '../../scripts/lib/kubelet/changes.ts'
import { kubeletProblem } from '../../scripts/lib/kubelet/problem.ts'
import { factsOf } from '../support/facts.ts'

const endpoint = 'unix:///run/containerd/containerd.sock'
const wiring = { endpoint, flags: {}, configuration: {}, unit: 'containerd.service' }
const flagsFile = '/var/lib/kubelet/kubeadm-flags.env'
const dropIn = '/etc/systemd/system/kubelet.service.d/10-kubeadm.conf'
const classic = factsOf('worker-on-dockershim')
const modern = factsOf('worker-on-cri-dockerd')

test('kubelets as kubeadm sets them up have no problem', t => {
  for (const facts of [classic, modern]) t.is(kubeletProblem(facts, kubeletOf(facts), wiring), undefined)
})

const problems: [title: string, facts: Facts, problem: RegExp][] = [
  [
    'a flag that stands nowhere that was read',
    withArguments(classic, '--container-runtime-endpoint=unix:///x'),
    /^kubelet runs with --container-runtime-endpoint, which stands in none of the files/u,
  ],
  [
    'no environment file to add flags to',
    withFile(withFile(classic, flagsFile, undefined), '/etc/default/kubelet', undefined),
    /^kubelet runs with --network-plugin, /u,
  ],
  [
    'a unit that starts something else',
    withFile(classic, dropIn, "[Service]\nExecStart=\nExecStart=/bin/sh -c 'exec kubelet --v=2'\n"),
    /: in .*10-kubeadm\.conf, ExecStart runs \/bin\/sh, and nobody can tell what becomes of words after it\.$/u,
  ],
  [
    'a runtime that it is bound to by a link',
    withRequires(classic, 'docker.service'),
    /^kubelet\.service requires docker\.service by a link in a folder of systemd's/u,
  ],
  [
    'flags that cannot be edited',
    withFile(classic, flagsFile, 'KUBELET_KUBEADM_ARGS="--network-plugin=cni\n'),
    /: in \/var\/lib\/kubelet\/kubeadm-flags\.env, its quotes do not balance\.$/u,
  ],
  [
    'a configuration in JSON',
    withFile(modern, '/var/lib/kubelet/config.yaml', '{"kind": "KubeletConfiguration"}'),
    /: in \/var\/lib\/kubelet\/config\.yaml, expected a mapping in block style/u,
  ],
  [
    'a configuration that was not read',
    withFile(modern, '/var/lib/kubelet/config.yaml', undefined),
    /: its configuration \/var\/lib\/kubelet\/config\.yaml could not be read\.$/u,
  ],
]

for (const [title, facts, problem] of problems)
  test(`a problem is told in a sentence: ${title}`, t => {
    t.regex(kubeletProblem(facts, kubeletOf(facts), wiring) ?? '', problem)
  })

test('without the variable of kubeadm the flags go to that of the administrator', t => {
  const unit =
    'EnvironmentFile=-/etc/default/kubelet\nExecStart=\nExecStart=/usr/bin/kubelet $KUBELET_EXTRA_ARGS\n'
  const changes = kubeletChanges(withFile(classic, dropIn, unit), kubeletOf(classic), wiring)
  t.deepEqual(
    changes.map(change => (change.type === 'file' ? [change.path, change.content] : [])),
    [
      [flagsFile, 'KUBELET_KUBEADM_ARGS="--pod-infra-container-image=registry.k8s.io/pause:3.6"\n'],
      [
        '/etc/default/kubelet',
        `KUBELET_EXTRA_ARGS="--container-runtime=remote --container-runtime-endpoint=${endpoint}"\n`,
      ],
    ],
  )
})

test('a flag in a file that no unit reads does not pass for one that kubelet has', t => {
  const facts = withFile(classic, '/etc/sysconfig/kubelet', 'A="--container-runtime=remote"\n')
  const changes = kubeletChanges(facts, kubeletOf(facts), wiring)
  const flags = changes.find(change => change.type === 'file' && change.path === flagsFile)
  t.regex(flags?.type === 'file' ? flags.content : '', / --container-runtime=remote /u)
})

function kubeletOf({ kubelet }: Facts): KubeletFacts {
  if (kubelet === undefined) throw new Error('the fixture has a kubelet')
  return kubelet
}

function withArguments(facts: Facts, ...more: string[]): Facts {
  const kubelet = kubeletOf(facts)
  return { ...facts, kubelet: { ...kubelet, arguments: [...kubelet.arguments, ...more] } }
}

function withRequires(facts: Facts, ...requires: string[]): Facts {
  const unit = facts.observed.units.get('kubelet.service')
  if (unit === undefined) throw new Error('the fixture has a unit')
  const units = new Map([...facts.observed.units, ['kubelet.service', { ...unit, requires }]])
  return { ...facts, observed: { ...facts.observed, units } }
}

function withFile(facts: Facts, path: string, content: string | undefined): Facts {
  const file = content === undefined ? { exists: false } : { exists: true, content }
  return {
    ...facts,
    observed: { ...facts.observed, files: new Map([...facts.observed.files, [path, file]]) },
  }
}
