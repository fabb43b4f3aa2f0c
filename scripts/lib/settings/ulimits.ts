import { createHash } from 'node:crypto'
import type { ChangeInput } from '../plan/change.ts'
import { command } from '../plan/changes.ts'
import type { RuntimeContext } from '../runtimes/runtime.ts'
import { quote } from '../shell/quote.ts'
import type { CarriedSettings, UlimitSettings } from './carried.ts'

/** Limits as CRI-O's `default_ulimits` wants them: "nofile=1024:4096". */
export function crioUlimits({ ulimits }: CarriedSettings): string[] {
  return ulimits.map(({ value: { name, soft, hard } }) => `${name}=${soft}:${hard}`)
}

/**
 * The file for `base_runtime_spec` of containerd's handlers, which gives containers their limits; undefined where
 * there are none. Its name holds `version`, for each containerd has defaults of its own in it.
 */
export function baseSpecFile({ ulimits }: CarriedSettings, version: string): string | undefined {
  if (ulimits.length === 0) return undefined
  const limits = JSON.stringify(ulimits.map(({ value }) => value))
  const digest = createHash('sha256').update(limits).digest('hex').slice(0, 8)
  return `/etc/containerd/base-spec-${version}-${digest}.json`
}

/**
 * Makes that file on the node, from what `ctr oci spec` of the containerd that is to run prints: nothing there can
 * edit JSON, but ctr prints one value a line. `ctr` is a name in PATH, or a path. Nothing where the file is there.
 */
export function baseSpecChanges(
  { facts, carried }: Pick<RuntimeContext, 'facts' | 'carried'>,
  version: string,
  ctr = 'ctr',
): ChangeInput[] {
  const path = baseSpecFile(carried, version)
  if (path === undefined || facts.observed.files.get(path)?.exists === true) return []
  const limits = carried.ulimits.map(({ value }) => value)
  const said = limits.map(({ name, soft, hard }) => `${name} ${word(soft)}:${word(hard)}`).join(', ')
  return [
    command(`${path} with the limits ${said}`, {
      reasons: [...new Set(carried.ulimits.map(({ source }) => `limits from ${source}`))],
      script: script(path, limits, ctr),
      undo: `rm -f ${quote(path)}\n`,
    }),
  ]
}

// What it writes is looked at: a ctr that prints something else must not pass for one that took the limits.
function script(path: string, limits: readonly UlimitSettings[], ctr: string): string {
  const rlimits = `[${limits.map(rlimit).join(', ')}]`
  const [temporary, there] = [quote(`${path}.new`), quote(path)]
  return `set -e
umask 022
mkdir -p ${quote(path.slice(0, path.lastIndexOf('/')))}
${quote(ctr)} oci spec >${temporary}.default
awk -v limits=${quote(rlimits)} '
  /"rlimits": \\[$/ { sub(/\\[$/, ""); printf "%s%s", $0, limits; inside = 1; found = 1; next }
  inside && /^[[:space:]]*\\],?$/ { print (/,$/ ? "," : ""); inside = 0; next }
  !inside
  END { exit !found }
' ${temporary}.default >${temporary} || { echo "ctr oci spec prints no rlimits that could be changed" >&2; exit 1; }
rm -f ${temporary}.default
mv ${temporary} ${there}
`
}

function rlimit({ name, soft, hard }: UlimitSettings): string {
  return `{"type": "RLIMIT_${name.toUpperCase()}", "hard": ${number(hard)}, "soft": ${number(soft)}}`
}

// The kernel's RLIM_INFINITY, which is no number of JavaScript's.
function number(limit: number): string {
  return limit < 0 ? '18446744073709551615' : String(limit)
}

function word(limit: number): string {
  return limit < 0 ? 'unlimited' : String(limit)
}
