import { observedFile } from '../facts/observed.ts'
import type { ObservedFile } from '../facts/observed.ts'
import type { ChangeOf } from './change.ts'
import { unifiedDiff } from './diff.ts'
import { maskKnownSecrets } from './mask-secrets.ts'
import type { PlanItem } from './plan.ts'
import { item, sha256 } from './simulation.ts'
import type { Simulation } from './simulation.ts'

/** What a file lacks of being as it should: content, mode, owner. */
export function fileItems(change: ChangeOf<'file'>, state: Simulation): PlanItem[] {
  const { path, content, mode, owner, group, sensitive } = change
  const before = known(state, path)
  const same = before.exists && before.sha256 === sha256(content)
  const attributes = attributeReasons(before, change)
  if (same && attributes.length === 0) return []
  state.files.set(path, { exists: true, content, mode, owner, group, sha256: sha256(content) })
  const made = item(change, before.exists ? 'update' : 'create', path, {
    do: 'write',
    path,
    content,
    mode,
    owner,
    group,
  })
  const reasons = [
    ...attributes,
    ...(before.exists && before.content === undefined && !same ? ['too large to be shown'] : []),
  ]
  if (sensitive) return [{ ...made, sensitive, reasons: [...reasons, 'sensitive: its content is not shown'] }]
  return [{ ...made, reasons, ...(same ? {} : { diff: shownDiff(path, before.content, content) }) }]
}

/** Nothing where there is no such file, folder or link. */
export function absentItems(change: ChangeOf<'absent'>, state: Simulation): PlanItem[] {
  const before = known(state, change.path)
  if (!before.exists && before.link === undefined) return []
  state.files.set(change.path, { exists: false })
  const made = item(change, 'delete', change.path, { do: 'remove', path: change.path })
  if (before.content === undefined) return [made]
  return [{ ...made, diff: shownDiff(change.path, before.content, undefined) }]
}

// What was there before was written by others, perhaps with a password: nobody could have marked it as sensitive.
function shownDiff(path: string, before: string | undefined, after: string | undefined): string {
  return maskKnownSecrets(unifiedDiff(path, before, after))
}

function attributeReasons(before: ObservedFile, change: ChangeOf<'file'>): string[] {
  if (!before.exists) return []
  const reasons: string[] = []
  const mode = change.mode.padStart(4, '0')
  if (before.mode !== mode) reasons.push(`mode ${before.mode ?? '?'} becomes ${mode}`)
  const owner = `${change.owner}:${change.group}`
  const ownerBefore = `${before.owner ?? '?'}:${before.group ?? '?'}`
  if (owner !== ownerBefore) reasons.push(`owner ${ownerBefore} becomes ${owner}`)
  return reasons
}

// A plan made on a guess would be wrong in silence, so what was not observed is an error of ours.
function known({ files, observed }: Simulation, path: string): ObservedFile {
  const file = observedFile({ files, trees: observed.trees }, path)
  if (file === undefined) throw new Error(`${path} is to be changed and was not observed`)
  return file
}
