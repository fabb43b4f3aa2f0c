import { gte, lt } from 'semver'
import type { TomlTable } from 'smol-toml'
import { configurationVersion } from './containerd-version.ts'
import { convertCri } from './containerd-convert-cri.ts'
import { convertServer } from './containerd-convert-server.ts'
import { criPlugin, namesOfVersion1, removedPlugins, renamedPlugins } from './containerd-tables.ts'
import { isSet, isTable, tableIn } from './toml.ts'

/** What a containerd 2.x is told by a configuration that was written for another version. */
export interface Converted {
  table: TomlTable
  /** Registries that the configuration told of in a way that 2.x is to give up: each gets a hosts.toml. */
  registries: string[]
  /** What was set and has no equal, with the reason. */
  lost: { key: string; why: string }[]
}

/**
 * Moves everything to where containerd of version `target`, 2.x, looks for it: what stands at a path of 1.x it passes
 * over in silence. What is the operator's own and has not moved stays.
 */
export function convertConfiguration(document: TomlTable, target: string): Converted {
  const from = versionOf(document)
  const found: Pick<Converted, 'registries' | 'lost'> = { registries: [], lost: [] }
  const { version: _version, plugins: _plugins, plugin_dir: libraries, ...rest } = document
  if (isSet(libraries)) found.lost.push({ key: 'plugin_dir', why: 'libraries are no plugins any more' })
  const named = from < 2 ? withFullNames(document) : document
  const plugins =
    from < 3 ? convertPlugins(tableIn(named, 'plugins'), target, found) : tableIn(named, 'plugins')
  const lists = Object.fromEntries(
    ['disabled_plugins', 'required_plugins'].flatMap(key => (key in named ? [[key, named[key] ?? []]] : [])),
  )
  const table = { version: BigInt(configurationVersion(target)), ...rest, ...lists, plugins }
  return { ...found, table: gte(target, '2.4.0') && from < 4 ? convertServer(table) : table }
}

const taskPlugin = 'io.containerd.runtime.v2.task'

/** The version of a configuration: 1 where it says none. */
export function versionOf({ version }: TomlTable): number {
  return Number(version ?? 1) || 1
}

function withFullNames(document: TomlTable): TomlTable {
  const full = (name: string) => namesOfVersion1[name] ?? name
  const plugins = Object.entries(tableIn(document, 'plugins')).map(([name, value]) => [full(name), value])
  const list = (key: string) => {
    const value = document[key]
    return Array.isArray(value)
      ? { [key]: value.map(name => (typeof name === 'string' ? full(name) : name)) }
      : {}
  }
  return { ...list('disabled_plugins'), ...list('required_plugins'), plugins: Object.fromEntries(plugins) }
}

function convertPlugins(
  plugins: TomlTable,
  target: string,
  found: Pick<Converted, 'registries' | 'lost'>,
): TomlTable {
  const { [criPlugin]: cri, ...others } = plugins
  const kept: TomlTable = {}
  for (const [name, value] of Object.entries(others)) {
    const why = removedPlugins[name]
    if (why === undefined) kept[renamedPlugins[name] ?? name] = value
    // The defaults of this one are not empty, and whoever relied on it is told by its own name.
    else if (isSet(value) && !name.endsWith('.linux')) found.lost.push({ key: name, why })
  }
  const { sched_core: scheduling, ...task } = tableIn(kept, taskPlugin)
  if (isSet(scheduling))
    found.lost.push({
      key: `${taskPlugin} sched_core`,
      why: 'SCHED_CORE in the env of io.containerd.shim.v1.manager says it',
    })
  if (scheduling !== undefined) kept[taskPlugin] = task
  if (!isTable(cri)) return kept
  const converted = convertCri(cri, { oneFolder: lt(target, '2.1.0') })
  found.registries.push(...converted.registries)
  found.lost.push(...converted.lost)
  // What was written for 2.x already wins.
  const tables = Object.entries(converted.plugins).map(([name, table]) => [
    name,
    { ...table, ...tableIn(kept, name) },
  ])
  return { ...kept, ...Object.fromEntries(tables) }
}
