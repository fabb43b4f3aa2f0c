import test from 'ava'
import type { Facts } from '../../scripts/lib/facts/facts.ts'
import { criDockerd } from '../../scripts/lib/runtimes/cri-dockerd.ts'
import { crio } from '../../scripts/lib/runtimes/crio.ts'
import type { Install } from '../../scripts/lib/runtimes/install.ts'
import type { Runtime, RuntimeContext } from '../../scripts/lib/runtimes/runtime.ts'
import { factsOf } from '../support/facts.ts'
import { contextOf, idsOf, textOf } from './support/context.ts'

// A node on CRI-O 1.36.3 that has cri-dockerd 0.4.3 too, and one on dockershim that has neither.
const onCrio = factsOf('worker-on-crio')
const bare: Facts = { ...factsOf('worker-on-dockershim'), programs: new Map([['skopeo', '/usr/bin/skopeo']]) }
const sha256 = 'a'.repeat(64)

test('CRI-O of an archive is unpacked before, read by itself, and run by a unit with its folder in PATH', t => {
  const context = planned(bare, crio, { archive: '/d/crio.tar.gz', sha256, version: '1.23.4' })
  t.deepEqual(idsOf(crio.gate(context), 'blocker'), [])
  const [first] = crio.prepare(context)
  t.like(first, { type: 'artifact', source: '/d/crio.tar.gz', destination: '/opt/refit/crio-1.23.4' })
  const check = crio.prepare(context).at(-1)
  t.regex(
    check?.type === 'command' ? check.script : '',
    /\/opt\/refit\/crio-1\.23\.4\/cri-o\/bin\/crio --config-dir/u,
  )
  const unit = textOf(crio.configure(context), '/etc/systemd/system/crio.service') ?? ''
  t.regex(unit, /^ExecStart=\/opt\/refit\/crio-1\.23\.4\/cri-o\/bin\/crio$/mu)
  t.regex(unit, /^Environment=PATH=\/opt\/refit\/crio-1\.23\.4\/cri-o\/bin:/mu)
  t.is(crio.versionAfter?.(context), '1.23.4')
})

test('CRI-O of a package comes with skopeo, and is started anew where the package started it', t => {
  const context = planned({ ...bare, programs: new Map() }, crio, { package: 'cri-o', version: '1.23.4-1.1' })
  t.deepEqual(idsOf(crio.gate(context), 'blocker'), [])
  const [first, second] = crio.prepare(context)
  t.like(first, { type: 'package', name: 'cri-o', version: '1.23.4-1.1', phase: 'prepare' })
  t.like(second, { type: 'package', name: 'skopeo', phase: 'prepare' })
  t.like(crio.start(context)[0], { unit: 'crio.service', restartOnChange: true })
})

test('another CRI-O than the one that serves comes after it was stopped', t => {
  const context = {
    ...planned(onCrio, crio, { package: 'cri-o', version: '1.37.0-1' }),
    current: crio,
    version: '1.37',
  }
  t.deepEqual(idsOf(crio.gate(context), 'blocker'), [])
  t.false(crio.prepare(context).some(({ type }) => type === 'package'))
  t.like(crio.configure(context)[0], { type: 'package', name: 'cri-o', phase: 'switch' })
})

test('cri-dockerd of an archive is what the units start', t => {
  const context = planned({ ...bare, dockerd: { version: '20.10.24', tags: [] } }, criDockerd, {
    archive: '/d/cri-dockerd.tgz',
    sha256,
    version: '0.4.3',
  })
  t.deepEqual(idsOf(criDockerd.gate(context), 'blocker'), [])
  t.like(criDockerd.prepare(context)[0], { type: 'artifact', destination: '/opt/refit/cri-dockerd-0.4.3' })
  t.regex(
    textOf(criDockerd.configure(context), '/etc/systemd/system/cri-docker.service') ?? '',
    /^ExecStart=\/opt\/refit\/cri-dockerd-0\.4\.3\/cri-dockerd\/cri-dockerd --/mu,
  )
})

const wanted: [
  title: string,
  runtime: Runtime,
  version: string,
  install: Install | undefined,
  ids: string[],
][] = [
  ['the CRI-O that is there', crio, '1.36', undefined, []],
  ['a CRI-O that nothing brings', crio, '1.37', undefined, ['crio-version']],
  [
    'a CRI-O that something else brings',
    crio,
    '1.37',
    { package: 'cri-o', version: '1.35.0' },
    ['crio-version'],
  ],
  ['the cri-dockerd that is there', criDockerd, '0.4.3', undefined, []],
  ['a cri-dockerd that nothing brings', criDockerd, '0.5', undefined, ['cri-dockerd-missing']],
  [
    'a cri-dockerd that something else brings',
    criDockerd,
    '0.5',
    { package: 'x', version: '0.4.4' },
    ['cri-dockerd-version'],
  ],
]

for (const [title, runtime, version, install, ids] of wanted) {
  test(`${title} is asked for: ${ids.join() || 'nothing in the way'}`, t => {
    const context = { ...planned(onCrio, runtime, install), version }
    t.deepEqual(idsOf(runtime.gate(context), 'blocker'), ids)
  })
}

function planned(facts: Facts, target: Runtime, install: Install | undefined): RuntimeContext {
  const current = facts === onCrio ? crio : criDockerd
  return contextOf(facts, current, target, { crio: { install }, criDockerd: { install } })
}
