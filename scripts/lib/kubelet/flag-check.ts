import type { Facts } from '../facts/facts.ts'
import type { KubeletFacts } from '../facts/kubelet.ts'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import { quote } from '../shell/quote.ts'
import { flagEdits, missingFlags } from './flag-edits.ts'
import { flagHome } from './flag-home.ts'
import { editArguments } from './flags.ts'
import type { KubeletWiring } from './wiring.ts'

/**
 * Lets the kubelet of the node itself read the flags that it will be started with, before anything stops: with
 * --version it parses all of them, and then ends (kubernetes, cmd/kubelet/app/server.go).
 */
export function flagCheck(facts: Facts, kubelet: KubeletFacts, wiring: KubeletWiring): ChangeInput {
  const edits = flagEdits(kubelet, wiring)
  const flags = [
    ...editArguments(kubelet.arguments, edits),
    ...missingFlags(facts, kubelet, edits, flagHome(facts)),
  ]
  return command('kubelet reads its new flags', {
    phase: 'prepare',
    script: `pid=$(systemctl show -p MainPID kubelet.service | sed 's/^MainPID=//')
# One that was replaced since may know other flags than those that it runs with; its files have what it is to get.
case $(readlink "/proc/$pid/exe" 2>/dev/null) in *' (deleted)') exit 0 ;; esac
program=$(cat "/proc/$pid/cmdline" 2>/dev/null | tr '\\0' '\\n' | sed -n 1p | grep /) || program=kubelet
said=$("$program" ${flags.map(quote).join(' ')} --version 2>&1 >/dev/null) && exit 0
printf '%s\\n' "$said" | sed -n 's/.*err="\\(.*\\)"$/\\1/p; $p' | head -n 1 >&2
exit 1
`,
    undo: '',
  })
}
