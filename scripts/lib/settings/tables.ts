import { posix } from 'node:path'
import { parse } from 'smol-toml'
import { z } from 'zod'
import type { Facts } from '../facts/facts.ts'

/** A TOML file as it is on the node. */
export interface TomlFile {
  path: string
  tables: Record<string, unknown>
}

/** A TOML file of the node; undefined where there is none, or it is not TOML, so that no daemon reads it either. */
export function tomlFile({ observed }: Facts, path: string): TomlFile | undefined {
  const content = observed.files.get(path)?.content
  if (content === undefined) return undefined
  try {
    return { path, tables: parse(content) }
  } catch {
    return undefined
  }
}

/** The TOML files whose paths a pattern such as "/etc/crio/crio.conf.d/*" matches, by name, as daemons read them. */
export function tomlFiles(facts: Facts, pattern: string): TomlFile[] {
  const paths = [...facts.observed.files.keys()].filter(path => posix.matchesGlob(path, pattern)).toSorted()
  return paths.flatMap(path => tomlFile(facts, path) ?? [])
}

/** What stands at a place in tables; undefined where there is nothing, or nothing of that type. */
export function valueAt<T>(tables: unknown, place: readonly string[], type: z.ZodType<T>): T | undefined {
  const [first, ...rest] = place
  if (first === undefined) return type.safeParse(tables).data
  const found = table.safeParse(tables)
  return found.success ? valueAt(found.data[first], rest, type) : undefined
}

/** The tables at a place, by name. */
export function tablesAt(tables: unknown, place: readonly string[]): [string, Record<string, unknown>][] {
  return Object.entries(valueAt(tables, place, table) ?? {}).flatMap(([name, value]) => {
    const found = table.safeParse(value)
    return found.success ? [[name, found.data] as [string, Record<string, unknown>]] : []
  })
}

export const table = z.record(z.string(), z.unknown())
