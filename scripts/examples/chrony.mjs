#!/usr/bin/env zx
// The same time on every node: chrony, with the servers that the inventory names in `vars.ntpServers`.
import { packaged, task, template, unit } from '../lib/index.mjs'

await task(
  'chrony',
  ({ vars }) => [
    // Before the package: it starts chrony as soon as it is installed, and keeps a configuration that it finds.
    template('chrony.conf.hbs', '/etc/chrony/chrony.conf', { servers: vars.ntpServers }),
    packaged('chrony'),
    unit('chrony.service', { enabled: true, active: true, restartOnChange: true }),
  ],
  { summary: 'Gives every host the same time, from the servers in vars.ntpServers' },
)
