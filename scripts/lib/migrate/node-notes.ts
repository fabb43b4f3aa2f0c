import type { TaskContext } from '../engine/task.ts'
import { kubeletProblem } from '../kubelet/problem.ts'
import type { Note } from '../plan/plan.ts'
import { isInPlace, isThere, runtimeContext } from './context.ts'
import type { Wanted } from './context.ts'

/** What stands in the way of a migration on the node itself, and what should be known before. */
export function nodeNotes(wanted: Wanted, task: TaskContext): Note[] {
  const { facts } = task
  const { kubelet, host: machine } = facts
  if (machine.systemd === undefined) {
    return [
      blocker('no-systemd', 'The node does not run systemd, which refit stops and starts services with.'),
    ]
  }
  if (kubelet === undefined) return [blocker('no-kubelet', 'There is no kubelet on this host.')]
  if (!kubelet.running) {
    return [
      blocker(
        'kubelet-stopped',
        'kubelet does not run, so nobody can tell which runtime the node uses.',
        'Start kubelet, or look at `journalctl -u kubelet`.',
      ),
    ]
  }
  const context = runtimeContext(wanted, task)
  if (context === undefined) {
    return [
      blocker(
        'runtime-unknown',
        `kubelet uses a runtime that refit does not know: ${kubelet.endpoint ?? 'none'}.`,
      ),
    ]
  }
  if (isThere(context)) return []
  const { current, target } = context
  if (isInPlace(context)) return [...skew(machine.clockSkew), ...target.gate(context)]
  return [
    ...skew(machine.clockSkew),
    ...flags(kubeletProblem(facts, kubelet, target.kubelet(context))),
    ...(current.leaving?.(context) ?? []),
    ...target.gate(context),
  ]
}

function flags(problem: string | undefined): Note[] {
  if (problem === undefined) return []
  const fix =
    'Write its flags plainly, as --name=value, into a file that kubelet.service reads, such as /var/lib/kubelet/kubeadm-flags.env, and its configuration as plain YAML; then restart kubelet.'
  return [blocker('kubelet-flags', problem, fix)]
}

// Certificates and leases are what a wrong clock breaks, and it breaks them during the switch.
function skew(seconds: number): Note[] {
  if (Math.abs(seconds) < 60) return []
  const message = `The node's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's.`
  return [{ severity: 'warning', id: 'clock-skew', message, fix: 'Set up time synchronisation on the node.' }]
}

function blocker(id: string, message: string, fix?: string): Note {
  return { severity: 'blocker', id, message, ...(fix === undefined ? {} : { fix }) }
}
