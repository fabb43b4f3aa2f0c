import type { Facts } from '../facts/facts.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'

export const endpoint = 'unix:///run/containerd/containerd.sock'

/** POSIX sh that fails, with a word, unless containerd answers over CRI. */
export const probeScript = `crictl --runtime-endpoint ${endpoint} version >/dev/null 2>&1 || ctr plugins ls | awk '$2 == "cri" && $NF == "ok" { found = 1 } END { exit !found }' || { echo "containerd does not answer over CRI" >&2; exit 1; }\n`

/** POSIX sh that gives it 20 seconds to answer. */
export const waitScript = `for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  if ( ${probeScript.trim()} ) 2>/dev/null; then break; fi
  sleep 1
done
${probeScript}`

/** POSIX sh that prints the ids of Kubernetes' containers that run, and fails where containerd does not tell. */
export const runningContainers = `tasks=$(ctr -n k8s.io tasks ls) || exit 1
printf '%s\\n' "$tasks" | awk '$3 == "RUNNING" { print $1 }'
`

/**
 * While Docker stays up for others its containerd is restarted, never stopped: the way back needs a restart after the
 * old configuration is in place, so it is journaled before the files.
 */
export function restartWhenUndone(): ChangeInput {
  return command('containerd gets its old configuration back on undo', {
    script: ':\n',
    undo: 'systemctl daemon-reload\nsystemctl restart containerd.service\n',
  })
}

export function restart(): ChangeInput {
  return command('restart containerd.service', {
    reasons: ['Docker stays up beside it for containers that are not of Kubernetes'],
    script: 'systemctl daemon-reload\nsystemctl restart containerd.service\n',
    undo: '',
  })
}

/**
 * Waits until it answers. The undo ends every pod that was started in containerd meanwhile, through CRI where crictl is
 * there, so that CNI gives their addresses back.
 */
export function answers({ hasCrictl }: Facts): ChangeInput {
  return command('containerd answers over CRI', {
    reasons: hasCrictl ? [] : ['asked of ctr, because the node has no crictl'],
    script: waitScript,
    undo: `if command -v crictl >/dev/null; then
  pods=$(crictl --runtime-endpoint ${endpoint} pods -q 2>/dev/null)
  [ -z "$pods" ] || crictl --runtime-endpoint ${endpoint} --timeout 60s stopp $pods >/dev/null 2>&1
  [ -z "$pods" ] || crictl --runtime-endpoint ${endpoint} --timeout 60s rmp -f $pods >/dev/null 2>&1
fi
for container in $(ctr -n k8s.io tasks ls -q 2>/dev/null); do
  ctr -n k8s.io tasks kill -s KILL "$container" >/dev/null 2>&1
done
for container in $(ctr -n k8s.io containers ls -q 2>/dev/null); do
  ctr -n k8s.io tasks rm -f "$container" >/dev/null 2>&1
  ctr -n k8s.io containers rm "$container" >/dev/null 2>&1
done
exit 0
`,
  })
}
