import type { Facts } from '../facts/facts.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command, unit } from '../plan/changes.ts'
import { giveBackAddresses, stopPods } from './cri-pods.ts'
import type { RuntimeContext } from './runtime.ts'

const socket = 'unix:///run/containerd/containerd.sock'

/** Ends Kubernetes' containers in containerd, and containerd itself unless somebody else needs it. Removes nothing. */
export function leaveContainerd({ facts, target }: RuntimeContext): ChangeInput[] {
  const stays = target.daemons.includes('containerd') || isNeededBesides(facts, target)
  const reasons = ['its packages and its data stay']
  return [
    stopPodsInContainerd(facts),
    ...(stays ? [] : [unit('containerd.service', { active: false, enabled: false, reasons })]),
  ]
}

/**
 * POSIX sh that prints the ids of Kubernetes' pods that run in containerd, whether it runs itself or not: each has a
 * shim, which names its namespace.
 */
export const podsInContainerd = `grep -l '^containerd-shim' /proc/[0-9]*/comm 2>/dev/null | while read -r name; do
  tr '\\0' ' ' <"\${name%comm}cmdline" 2>/dev/null | sed -n 's/.* -namespace k8s\\.io .*-id \\([^ ]*\\).*/\\1/p'
done
`

// Docker runs its containers in it; others have namespaces of their own.
function isNeededBesides({ docker, containerd }: Facts, target: RuntimeContext['target']): boolean {
  return target.daemons.includes('docker') || docker !== undefined || (containerd?.others ?? []).length > 0
}

// crictl may be too new for an old containerd, or missing: then containerd's own ctr, which knows nothing of CNI.
function stopPodsInContainerd({ containerd, hasCrictl }: Facts): ChangeInput {
  const count = containerd?.tasks.length ?? 0
  return command('the pods of Kubernetes in containerd', {
    action: 'stop',
    reasons: [
      `${count} containers run now; those that the drain leaves are stopped, not removed`,
      ...(hasCrictl ? [] : ['without crictl on the node their addresses are given back by file']),
    ],
    script: `if crictl --runtime-endpoint ${socket} version >/dev/null 2>&1; then
${stopPods(socket)}exit 0
fi
running() { ctr -n k8s.io tasks ls | awk '$3 == "RUNNING" { print $1 }'; }
sandboxes=$(ctr -n k8s.io containers ls -q 'labels."io.cri-containerd.kind"==sandbox') || exit 1
signal() { for task in $(running); do ctr -n k8s.io tasks kill -s "$1" "$task" >/dev/null 2>&1; done; }
signal TERM
for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  [ -n "$(running)" ] || break
  sleep 2
done
signal KILL
sleep 1
left=$(running)
[ -z "$left" ] || { echo "still running in containerd: $left" >&2; exit 1; }
${giveBackAddresses}exit 0
`,
    // kubelet starts its pods anew once it is back on containerd.
    undo: '',
  })
}
