import { Readable } from 'node:stream'
import { beginLook, lookAtManifests } from '../../../scripts/lib/checks/look.ts'
import type { Reported } from '../../../scripts/lib/checks/reported.ts'
import type { Unread } from '../../../scripts/lib/checks/unread.ts'

/** What the checks find in manifests: a path, or a text that comes on standard input. */
export async function scan(
  root: string,
  { to = 'containerd', input = '' }: { to?: string | undefined; input?: string | Uint8Array } = {},
): Promise<{ found: Reported[]; unread: Unread[] }> {
  const look = beginLook({ only: new Set(), skip: new Set() }, to)
  await lookAtManifests(look, root, Readable.from([input]))
  return { found: look.found.all(), unread: look.unread }
}
