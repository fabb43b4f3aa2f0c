import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import { quote } from '../shell/quote.ts'

/**
 * The changes, and among them one that lets systemd read the units as they will be, before anything stops: after what
 * brings programs to the node, which units may name. It fails on what systemd did not complain of before. Pure.
 */
export function withUnitCheck(changes: readonly ChangeInput[]): ChangeInput[] {
  const files = changes.flatMap(unitFile)
  if (files.length === 0) return [...changes]
  const place = changes.findLastIndex(brings) + 1
  return changes.toSpliced(place, 0, unitCheck(files))
}

interface UnitFile {
  /** Below systemd's folder: "kubelet.service.d/10-kubeadm.conf". */
  place: string
  unit: string
  content: string
}

const folders =
  /^\/(?:etc|lib|usr\/lib|usr\/local\/lib)\/systemd\/system\/(([^/]+\.(?:service|socket))(?:\.d\/[^/]+)?)$/u

// The script would show what is secret to whoever lists processes or reads the bundle's plan.
function unitFile(change: ChangeInput): UnitFile[] {
  if (change.type !== 'file' || change.sensitive === true) return []
  const [, place, unit] = folders.exec(change.path) ?? []
  return place === undefined || unit === undefined ? [] : [{ place, unit, content: change.content }]
}

function brings({ type, phase }: ChangeInput): boolean {
  return type === 'artifact' || (type === 'package' && phase === 'prepare')
}

// What was wrong before is not this change's business, nor what is wrong with other units that are read along. Where in
// which file a complaint is does not count: lines may have moved, and a copy in /etc takes the place of a package's unit.
function unitCheck(files: readonly UnitFile[]): ChangeInput {
  const units = [...new Set(files.map(({ unit }) => unit))]
  const writes = files.map(({ place, content }) => {
    const path = `"$folder"/system/${quote(place)}`
    return `mkdir -p "$(dirname ${path})" && printf %s ${quote(content)} >${path} || exit`
  })
  return command(`systemd reads the new ${units.join(', ')}`, {
    phase: 'prepare',
    script: `command -v systemd-analyze >/dev/null || exit 0
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
look() { systemd-analyze verify --man=no ${units.map(quote).join(' ')} 2>&1 | grep -F ${units.map(name => `-e ${quote(name)}`).join(' ')} |
  sed -e 's/:[0-9][0-9]*:/:/' -e 's|^/[^ ]*/system/||'; }
look >"$folder/before"
# systemd has a word for files that only root may read.
umask 022 && chmod 755 "$folder"
${writes.join('\n')}
export SYSTEMD_UNIT_PATH="$folder/system:"
look >"$folder/after"
! grep -vxF -f "$folder/before" "$folder/after" >&2
`,
    undo: '',
  })
}
