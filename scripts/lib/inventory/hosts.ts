import type { Listing } from './listings.ts'
import type { Path } from './problem.ts'
import type { WrittenHost } from './schema.ts'

/** A host, with all that the file says about it alone. */
export interface HostEntry {
  name: string
  /** Where it is defined first. */
  path: Path
  /** What the top `hosts` says. */
  written: WrittenHost
  /** The groups that name it, and what each of them says about it. */
  groups: Map<string, WrittenHost>
}

/** The hosts by name, in the order of the file. A host is defined where something is said about it, be it nothing. */
export function readHosts(all: readonly Listing[]): Map<string, HostEntry> {
  const hosts = new Map<string, HostEntry>()
  for (const { names, path, group, written } of all) {
    if (!written) continue
    for (const name of names.list()) {
      const entry = hosts.get(name) ?? { name, path, written: {}, groups: new Map<string, WrittenHost>() }
      if (group === undefined) entry.written = written
      else entry.groups.set(group, written)
      hosts.set(name, entry)
    }
  }
  for (const { names, group, written } of all) {
    if (written || group === undefined) continue
    for (const name of names.list()) hosts.get(name)?.groups.set(group, {})
  }
  return hosts
}
