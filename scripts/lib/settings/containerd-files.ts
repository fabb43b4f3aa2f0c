import { posix } from 'node:path'
import { z } from 'zod'
import { defaultContainerdConfiguration } from '../facts/containerd.ts'
import type { Facts } from '../facts/facts.ts'
import { tomlFile, tomlFiles, valueAt } from './tables.ts'
import type { TomlFile } from './tables.ts'

/** The CRI plugin's part of one of containerd's files, at its places of version 1, 2 and 3. */
export interface CriTables {
  path: string
  /** Registries, downloads. */
  images: unknown
  /** Handlers, SELinux. */
  runtime: unknown
}

/** containerd's files in the order in which it reads them: config.toml, then what it imports. */
export function containerdFiles(facts: Facts): TomlFile[] {
  const path = facts.containerd?.configurationFile ?? defaultContainerdConfiguration
  const main = tomlFile(facts, path)
  const imports = valueAt(main?.tables, ['imports'], z.array(z.string())) ?? defaultImports
  const more = imports.flatMap(pattern => tomlFiles(facts, posix.resolve(posix.dirname(path), pattern)))
  return [...(main === undefined ? [] : [main]), ...more.filter(file => file.path !== path)]
}

/** What each of them says of CRI. */
export function criTables(facts: Facts): CriTables[] {
  return containerdFiles(facts).map(({ path, tables }) => {
    const plugin = (name: string) => valueAt(tables, ['plugins', name], z.unknown())
    const both = plugin('io.containerd.grpc.v1.cri') ?? plugin('cri')
    return {
      path,
      images: plugin('io.containerd.cri.v1.images') ?? both,
      runtime: plugin('io.containerd.cri.v1.runtime') ?? both,
    }
  })
}

// Read without being asked for from 2.2 on (containerd/containerd docs/containerd-2.2.md); on an older one it is empty.
const defaultImports = ['/etc/containerd/conf.d/*.toml']
