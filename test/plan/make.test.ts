import test from 'ava'
import { z } from 'zod'
import { emptyObserved } from '../../scripts/lib/facts/observed.ts'
import type { Observed, ObservedFile } from '../../scripts/lib/facts/observed.ts'
import { change } from '../../scripts/lib/plan/change.ts'
import type { ChangeInput } from '../../scripts/lib/plan/change.ts'
import {
  absent,
  command,
  file,
  kernelModule,
  packaged,
  sysctl,
  unit,
} from '../../scripts/lib/plan/changes.ts'
import { checkId, makeItems } from '../../scripts/lib/plan/make.ts'

const hello: ObservedFile = {
  exists: true,
  mode: '0644',
  owner: 'root',
  group: 'root',
  content: 'hello\n',
  sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
}
const missing: ObservedFile = { exists: false }

test('a file that is as it should be gives no item', t => {
  t.deepEqual(items([file('/a', 'hello\n')], { files: new Map([['/a', hello]]) }), [])
})

test('a file with another content is an update with a diff', t => {
  const [item] = items([file('/a', 'bye\n')], { files: new Map([['/a', hello]]) })
  t.like(item, { action: 'update', subject: '/a' })
  t.regex(item?.diff ?? '', /-hello\n\+bye/u)
})

test('a file with another mode or owner is an update that says so', t => {
  const [item] = items([file('/a', 'hello\n', { mode: '0600', owner: 'kube' })], {
    files: new Map([['/a', hello]]),
  })
  t.deepEqual(item?.reasons, ['mode 0644 becomes 0600', 'owner root:root becomes kube:root'])
  t.is(item?.diff, undefined)
})

test('a sensitive file shows nothing of its content', t => {
  const [item] = items([file('/a', 'password\n', { sensitive: true })], { files: new Map([['/a', missing]]) })
  t.is(item?.diff, undefined)
  t.deepEqual(item?.reasons, ['sensitive: its content is not shown'])
})

test('a password that a file held before is not shown when it is changed or deleted', t => {
  const files = new Map([['/a', { ...hello, content: 'password = "hunter2"\n' }]])
  for (const change_ of [file('/a', 'password = "hunter3"\n'), absent('/a')]) {
    const [item] = items([change_], { files })
    t.regex(item?.diff ?? '', /-password = "\[secret\]"/u)
    t.notRegex(item?.diff ?? '', /hunter/u)
  }
})

test('a file that was not observed is an error, not a guess', t => {
  t.throws(() => items([file('/a', 'x')], {}), { message: '/a is to be changed and was not observed' })
})

test('below a folder that is known whole, a file that was not found does not exist', t => {
  t.like(items([file('/tree/a', 'x')], { trees: new Set(['/tree']) })[0], { action: 'create' })
})

test('what is absent already gives no item', t => {
  t.deepEqual(items([absent('/a')], { files: new Map([['/a', missing]]) }), [])
  t.like(items([absent('/a')], { files: new Map([['/a', hello]]) })[0], { action: 'delete' })
})

test('a unit that is stopped and started again is two items, for each sees what the one before did', t => {
  const units = new Map([['a.service', running()]])
  const actions = items([unit('a.service', { active: false }), unit('a.service', { active: true })], {
    units,
  })
  t.deepEqual(
    actions.map(({ action }) => action),
    ['stop', 'start'],
  )
})

test('a unit restarts only when something before it changed', t => {
  const units = new Map([['a.service', running()]])
  const restart = unit('a.service', { active: true, restartOnChange: true })
  t.deepEqual(items([file('/a', 'hello\n'), restart], { units, files: new Map([['/a', hello]]) }), [])
  const changed = items([file('/a', 'bye\n'), restart], { units, files: new Map([['/a', hello]]) })
  t.deepEqual(
    changed.map(({ action }) => action),
    ['update', 'restart'],
  )
})

test('a service that comes with a package is started anew after its configuration, in steps that undo one by one', t => {
  const [, , restart] = items(
    [packaged('a'), file('/a', 'x'), unit('a.service', { active: true, restartOnChange: true })],
    { files: new Map([['/a', missing]]) },
  )
  t.like(restart, { action: 'restart', subject: 'a.service' })
  t.deepEqual(
    restart?.steps.map(step => (step.do === 'unit' ? step.action : step.do)),
    ['stop', 'start'],
  )
})

test('a service that is there and stopped is started, whatever changed before it', t => {
  const units = new Map([['a.service', { ...running(), active: false }]])
  const changed = items([packaged('b'), unit('a.service', { active: true, restartOnChange: true })], {
    units,
  })
  t.deepEqual(
    changed.map(({ action }) => action),
    ['install', 'start'],
  )
})

test('the parts of a kernel parameter are compared, and not the tabs that the kernel puts between them', t => {
  const sysctls = new Map([['net.ipv4.ip_local_port_range', '32768\t60999']])
  t.deepEqual(items([sysctl('net.ipv4.ip_local_port_range', '32768 60999')], { sysctls }), [])
  const [item] = items([sysctl('net.ipv4.ip_local_port_range', '20000 60999')], { sysctls })
  t.deepEqual(item?.reasons, ['32768 60999 becomes 20000 60999'])
})

test('a command runs unless its check says that there is nothing to do', t => {
  const say = command('say', { script: 'echo a', undo: '', unless: 'test -e /a' })
  t.is(items([say], {}).length, 1)
  t.is(items([say], { checks: new Map([[checkId('test -e /a'), true]]) }).length, 0)
})

test('packages, kernel parameters and modules are compared with what is so', t => {
  const observed = {
    packages: new Map([['chrony', '4.3']]),
    sysctls: new Map([['net.ipv4.ip_forward', '1']]),
    modules: new Map([['overlay', true]]),
  }
  t.deepEqual(
    items([packaged('chrony'), sysctl('net.ipv4.ip_forward', '1'), kernelModule('overlay')], observed),
    [],
  )
  const wanted = [
    packaged('chrony', { version: '4.4' }),
    sysctl('vm.swappiness', '0'),
    kernelModule('br_netfilter'),
  ]
  t.deepEqual(
    items(wanted, observed).map(({ action, subject }) => `${action} ${subject}`),
    ['install chrony 4.4', 'update vm.swappiness', 'start br_netfilter'],
  )
})

function items(changes: ChangeInput[], observed: Partial<Observed>) {
  return makeItems(z.array(change).parse(changes), { ...emptyObserved(), ...observed })
}

function running() {
  return { exists: true, active: true, enabled: 'enabled', fragment: '', dropIns: [], requires: [] }
}
