import test from 'ava'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import type { KubeletFacts } from '../../scripts/lib/facts/kubelet.ts'
import { configurationPaths } from '../../scripts/lib/facts/kubelet.ts'
import { kubeletChanges } from '../../scripts/lib/kubelet/changes.ts'
import { kubeletProblem } from '../../scripts/lib/kubelet/problem.ts'
import { factsOf } from '../support/facts.ts'

const classic = factsOf('worker-on-dockershim')
const modern = factsOf('worker-on-cri-dockerd')
const endpoint = 'unix:///run/own/cri.sock'
const wiring = { endpoint, flags: {}, configuration: {}, unit: 'cri-docker.service' }

const unit = `[Unit]
Description=kubelet
After=network-online.target docker.service
Requires=docker.service

[Service]
ExecStart=/usr/local/bin/kubelet \\
  --config=/var/lib/kubelet/config.yaml \\
  --network-plugin=cni \\
  --kubeconfig=/etc/kubernetes/kubelet.conf
Restart=always
`

const expected = `[Unit]
Description=kubelet
After=network-online.target cri-docker.service
Requires=cri-docker.service

[Service]
ExecStart=/usr/local/bin/kubelet \\
  --config=/var/lib/kubelet/config.yaml \\
  --kubeconfig=/etc/kubernetes/kubelet.conf \\
  --container-runtime=remote \\
  --container-runtime-endpoint=unix:///run/own/cri.sock
Restart=always
`

test('a unit with all flags of its own gets them there, and comes after the new runtime', t => {
  const facts = handMade('/etc/systemd/system/kubelet.service')
  t.is(kubeletProblem(facts, facts.kubelet, wiring), undefined)
  t.deepEqual(
    kubeletChanges(facts, facts.kubelet, wiring).map(change =>
      change.type === 'file' ? [change.path, change.content, change.reasons] : [],
    ),
    [
      [
        '/etc/systemd/system/kubelet.service',
        expected,
        ['kubelet comes after cri-docker.service from now on'],
      ],
    ],
  )
})

for (const place of ['/lib', '/usr/lib'])
  test(`the unit of a package in ${place} is left alone, and a copy takes its place`, t => {
    const path = `${place}/systemd/system/kubelet.service`
    const facts = handMade(path)
    const [change, ...others] = kubeletChanges(facts, facts.kubelet, wiring)
    t.deepEqual(others, [])
    t.like(change, { path: '/etc/systemd/system/kubelet.service', content: expected })
    t.is(change?.reasons?.[0], `a copy of ${path}, which systemd takes instead`)
  })

test('a key in a drop-in of the configuration is changed there too, for it wins', t => {
  const folder = '/etc/kubernetes/kubelet.conf.d'
  const kubelet = { ...(modern.kubelet as KubeletFacts), configurationFolder: folder }
  const text = 'apiVersion: kubelet.config.k8s.io/v1beta1\n'
  const files = new Map(modern.observed.files)
  for (const [name, content] of [
    ['10-a.conf', `${text}containerRuntimeEndpoint: unix:///old\n`],
    ['20-b.conf', text],
    ['30-c.txt', `${text}containerRuntimeEndpoint: unix:///old\n`],
  ] as const)
    files.set(`${folder}/${name}`, { exists: true, content })
  const facts = { ...modern, kubelet, observed: { ...modern.observed, files } }
  t.deepEqual(configurationPaths(kubelet, facts.observed).slice(1), [
    `${folder}/10-a.conf`,
    `${folder}/20-b.conf`,
  ])
  const changed = kubeletChanges(facts, kubelet, { ...wiring, configuration: { containerLogMaxSize: '10M' } })
  const contents = new Map(
    changed.map(change => (change.type === 'file' ? [change.path, change.content] : ['', ''])),
  )
  t.is(contents.get(`${folder}/10-a.conf`), `${text}containerRuntimeEndpoint: ${endpoint}\n`)
  t.false(contents.has(`${folder}/20-b.conf`))
  t.false(contents.has(`${folder}/30-c.txt`))
  t.regex(contents.get('/var/lib/kubelet/config.yaml') ?? '', /^containerLogMaxSize: 10M$/mu)
})

/** The classic worker with a kubelet.service that has no drop-in and reads no environment file. */
function handMade(fragment: string): Facts & { kubelet: KubeletFacts } {
  const { observed, kubelet, ...rest } = classic
  const before = observed.units.get('kubelet.service')
  if (before === undefined || kubelet === undefined) throw new Error('the fixture has a kubelet')
  const kept = [...observed.files].filter(
    ([path]) => !/kubelet\.service|kubeadm-flags|default\/kubelet/u.test(path),
  )
  const file = { exists: true, mode: '0644', owner: 'root', group: 'root', content: unit }
  const words = [
    '--config=/var/lib/kubelet/config.yaml',
    '--network-plugin=cni',
    '--kubeconfig=/etc/kubernetes/kubelet.conf',
  ]
  const made = { ...before, fragment, dropIns: [], requires: ['docker.service', 'system.slice'] }
  return {
    ...rest,
    kubelet: { ...kubelet, arguments: words },
    observed: {
      ...observed,
      files: new Map([...kept, [fragment, file]]),
      units: new Map([...observed.units, ['kubelet.service', made]]),
    },
  }
}
