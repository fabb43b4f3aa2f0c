import { quote } from '../shell/quote.ts'

/**
 * POSIX sh that ends all pods of a runtime through CRI, so that CNI gives their addresses back, and fails unless none
 * is left. Containers get 30 seconds to end, all at once; nothing is removed. For `socket` as "unix:///…".
 */
export function stopPods(socket: string): string {
  return `${cri(socket)}
containers=$(cri ps -q) || exit 1
for container in $containers; do cri stop --timeout 30 "$container" >/dev/null 2>&1 & done
wait
pods=$(cri pods -q --state ready) || exit 1
[ -z "$pods" ] || cri stopp $pods >/dev/null || exit 1
left=$(cri ps -q) || exit 1
[ -z "$left" ] || { echo "still running: $left" >&2; exit 1; }
`
}

/** POSIX sh that ends and removes the pods that run in a runtime, as far as that goes: for a way back, which must go on. */
export function removePods(socket: string): string {
  return `${cri(socket)}
pods=$(cri pods -q --state ready 2>/dev/null)
[ -z "$pods" ] || cri stopp $pods >/dev/null 2>&1
[ -z "$pods" ] || cri rmp -f $pods >/dev/null 2>&1
`
}

/** POSIX sh that gives back the addresses of host-local's that the pods in the variable `$sandboxes` hold. */
export const giveBackAddresses = `for sandbox in $sandboxes; do
  for address in /var/lib/cni/networks/*/*; do
    [ -f "$address" ] || continue
    [ "$(sed -n '1s/[[:space:]]*$//p' "$address")" != "$sandbox" ] || rm -f "$address"
  done
done
`

/** POSIX sh that waits up to 20 seconds until `probe`, POSIX sh itself, succeeds, and fails as it does. */
export function waitFor(probe: string): string {
  return `for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  if ( ${probe.trim()} ) 2>/dev/null; then exit 0; fi
  sleep 1
done
${probe}`
}

function cri(socket: string): string {
  return `cri() { crictl --runtime-endpoint ${quote(socket)} --timeout 60s "$@"; }`
}

/** POSIX sh that prints the ids of the containers that run in CRI-O, whether it runs itself or not: their cgroups tell. */
export const podsInCrio = `sed -n 's/.*\\/crio-\\([0-9a-f]\\{64\\}\\).*/\\1/p' /proc/[0-9]*/cgroup 2>/dev/null | sort -u\n`
