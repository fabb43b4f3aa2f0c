import { planHost } from '../../../scripts/lib/engine/plan-host.ts'
import type { Task } from '../../../scripts/lib/engine/task.ts'
import { parseInventory } from '../../../scripts/lib/inventory/inventory.ts'
import type { Host } from '../../../scripts/lib/inventory/inventory.ts'
import { packaged, template, unit } from '../../../scripts/lib/plan/changes.ts'
import type { Session } from '../../../scripts/lib/ssh/session.ts'

/** The changes of scripts/examples/chrony.mjs. */
export const chrony: Task['changes'] = ({ vars }) => [
  template('chrony.conf.hbs', '/etc/chrony/chrony.conf', { servers: vars['ntpServers'] }),
  packaged('chrony'),
  unit('chrony.service', { enabled: true, active: true, restartOnChange: true }),
]

/** Plans a task on the host n2; `vars` is a line of its inventory, or nothing. */
export function planOf(changes: Task['changes'], session: Session, vars: string, more: Partial<Task> = {}) {
  const task = { name: 'chrony', verb: 'to change', changes, ...more }
  return planHost(session, onlyHost(vars), task, () => 0)
}

/** The host n2. */
export function onlyHost(vars: string): Host {
  const [host] = parseInventory(`${vars}hosts:\n  n2: {}\n`, 'test.yaml').hosts
  if (host === undefined) throw new Error('the inventory has a host')
  return host
}
