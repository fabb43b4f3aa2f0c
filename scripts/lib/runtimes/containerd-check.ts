import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import { quote } from '../shell/quote.ts'

/**
 * Has the program read a configuration, before it is put in its place. Fails where it does not, and where it passes over
 * something of the CRI plugins: a key at the wrong place means a default in silence.
 */
export function checkConfiguration(
  program: string,
  version: string,
  files: readonly { name: string; content: string }[],
  phase: 'prepare' | 'switch',
): ChangeInput {
  const [main] = files
  return command(`containerd ${version} reads its new configuration`, {
    phase,
    script: `folder=/var/lib/refit/check
umask 077
rm -rf "$folder" && mkdir -p "$folder" || exit 1
trap 'rm -rf "$folder"' EXIT
${files.map(({ name, content }) => `printf %s ${quote(content)} >"$folder"/${quote(name)} || exit 1`).join('\n')}
said=$(${quote(program)} --config "$folder"/${quote(main?.name ?? '')} config dump 2>&1 >/dev/null) ||
  { printf '%s\\n' "$said"; exit 1; }
! printf '%s\\n' "$said" | grep 'unknown key.*plugin=io.containerd.cri'
`,
    undo: '',
  })
}
