import { basename, dirname } from 'node:path/posix'
import { quote } from '../shell/quote.ts'
import type { ChangeOf } from './change.ts'
import type { PlanItem } from './plan.ts'
import { item } from './simulation.ts'
import type { Simulation } from './simulation.ts'

type Artifact = ChangeOf<'artifact'>

/** An archive that is to be unpacked, unless what is at its destination came from the same one. */
export function artifactItems(change: Artifact, state: Simulation): PlanItem[] {
  const { name, source, sha256, destination, size } = change
  if (state.files.get(markOf(destination))?.content?.trim() === sha256) return []
  if (size === undefined) throw new Error(`${source} was not measured`)
  state.files.set(markOf(destination), { exists: true, content: `${sha256}\n` })
  const step = { do: 'command', title: name, script: unpack(change), undo: takeAway(change) } as const
  const reasons = [`${Math.max(1, Math.round(size / 1e6))} MB of ${basename(source)}`, `SHA-256 ${sha256}`]
  const made = item(change, 'install', `${name} into ${destination}`, step)
  return [{ ...made, reasons, artifact: { source, sha256, size, destination } }]
}

/** The file that says which archive a folder was unpacked from. */
export function markOf(destination: string): string {
  return `${destination}/.sha256`
}

/** Where the engine puts an archive before its step runs. */
function storedAt(sha256: string): string {
  return `/var/lib/refit/artifacts/${sha256}`
}

// REFIT_ROOT is what the tests of transaction.sh put before every path.
const begin = (destination: string, sha256: string) => `root=\${REFIT_ROOT:-}
destination=$root${quote(destination)}
new=$root${quote(`${dirname(destination)}/.${basename(destination)}.refit`)}
sum=${sha256}
`

// An archive knows the numeric owners of the machine that it was made on: those mean somebody else here.
function unpack({ destination, sha256 }: Artifact): string {
  return `${begin(destination, sha256)}umask 022
archive=$root${storedAt(sha256)}
echo "$sum  $archive" | sha256sum -c >/dev/null || { echo "the archive $archive is not what was sent"; exit 1; }
[ ! -e "$destination" ] || { echo "$destination is there already, and not from this archive"; exit 1; }
rm -rf "$new" && mkdir -p "$new" || exit 1
{ gzip -dc "$archive" 2>/dev/null || cat "$archive"; } | tar -xof - -C "$new" || exit 1
chmod -R go-w "$new" && echo "$sum" >"$new/.sha256" && sync && mv "$new" "$destination"
`
}

function takeAway({ destination, sha256 }: Artifact): string {
  return `${begin(destination, sha256)}rm -rf "$new"
[ "$(cat "$destination/.sha256" 2>/dev/null)" != "$sum" ] || mv "$destination" "$new" || exit 1
rm -rf "$new" && { rmdir "\${new%/*}" 2>/dev/null || :; }
`
}
