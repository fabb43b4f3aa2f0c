#!/usr/bin/env zx
// A task with a change of every kind that can be undone; `vars.fails` adds one that cannot be made.
import {
  absent,
  command,
  file,
  kernelModule,
  sysctl,
  task,
  template,
  unit,
} from '../../../scripts/lib/index.mjs'

await task('every kind', ({ facts, vars }) => [
  file('/etc/refit-test/deep/secret', 'hunter2\n', { mode: '0600', sensitive: true, phase: 'prepare' }),
  file('/etc/motd', 'Changed by refit.\n', { group: 'adm', mode: '0640' }),
  template('unit.hbs', '/etc/systemd/system/refit-test.service', { what: facts.host.hostname }),
  absent('/etc/hosts.allow'),
  absent('/etc/apt/apt.conf.d'),
  sysctl('net.ipv4.ip_local_port_range', '20000 60000'),
  kernelModule('overlay'),
  unit('apt-daily.timer', { active: false, enabled: false }),
  unit('refit-test.service', { active: true, enabled: true, restartOnChange: true }),
  command('leave a mark', {
    script: 'mkdir /opt/refit-mark && echo made',
    undo: 'rm -rf /opt/refit-mark',
    unless: 'test -d /opt/refit-mark',
  }),
  ...(vars.fails ? [kernelModule('refit-no-such-module')] : []),
])
