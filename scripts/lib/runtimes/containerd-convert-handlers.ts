import type { TomlTable } from 'smol-toml'
import type { Converted } from './containerd-convert.ts'
import { handlerKeys, imageKeysOfContainerd } from './containerd-tables.ts'
import { isSet, isTable, tableIn } from './toml.ts'

/** The table `containerd` of the CRI plugin: its handlers, the operator's own among them, and which is the default. */
export function convertHandlers(containerd: TomlTable): Pick<Converted, 'lost'> & { table: TomlTable } {
  const lost: Converted['lost'] = []
  const given = Object.entries(tableIn(containerd, 'runtimes')).map(([name, value]) => [name, value] as const)
  // Two handlers had tables of their own once; they count where they name a runtime.
  const old = Object.entries(oldHandlers).flatMap(([key, name]) => {
    const value = tableIn(containerd, key)
    return isSet(value['runtime_type']) ? [[name, value] as const] : []
  })
  const handlers = [...given, ...old].flatMap(([name, value]) => {
    if (!isTable(value)) return []
    const { handler, unknown } = convertHandler(value)
    lost.push(
      ...unknown.map(key => ({ key: `runtimes.${name}.${key}`, why: 'containerd 2.x knows no such key' })),
    )
    return [[name, handler] as const]
  })
  const rest = Object.entries(containerd).filter(([key]) => !handled.has(key))
  const known = rest.filter(([key]) => kept.has(key))
  const gone = rest.filter(([key, value]) => !kept.has(key) && isSet(value))
  lost.push(...gone.map(([key]) => ({ key, why: removed[key] ?? 'containerd 2.x knows no such key' })))
  const fallback = old.some(([name]) => name === 'default') ? { default_runtime_name: 'default' } : {}
  const runtimes = handlers.length > 0 ? { runtimes: Object.fromEntries(handlers) } : {}
  return { lost, table: { ...Object.fromEntries(known), ...fallback, ...runtimes } }
}

const oldHandlers: Readonly<Record<string, string>> = {
  default_runtime: 'default',
  untrusted_workload_runtime: 'untrusted',
}
const handled = new Set(['runtimes', ...Object.keys(oldHandlers), ...imageKeysOfContainerd])
const kept = new Set([
  'default_runtime_name',
  'ignore_blockio_not_enabled_errors',
  'ignore_rdt_not_enabled_errors',
])
const removed: Readonly<Record<string, string>> = {
  no_pivot: 'NoPivotRoot is no option of handlers any more',
}

/** Shims of 1.x that 2.x does not have. */
export const removedShims = new Set(['io.containerd.runtime.v1.linux', 'io.containerd.runc.v1'])

function convertHandler(value: TomlTable): { handler: TomlTable; unknown: string[] } {
  const { runtime_engine: engine, runtime_root: root, sandbox_mode: sandboxer, ...rest } = value
  const { CriuPath: _path, NoPivotRoot: pivot, ...options } = tableIn(value, 'options')
  const known = Object.entries(rest).filter(([key]) => handlerKeys.has(key))
  const unknown = Object.entries(rest).flatMap(([key, one]) =>
    !handlerKeys.has(key) && isSet(one) ? [key] : [],
  )
  const type = rest['runtime_type']
  const moved = { ...(isSet(engine) ? { BinaryName: engine } : {}), ...(isSet(root) ? { Root: root } : {}) }
  const all = { ...(moved as TomlTable), ...options }
  return {
    unknown: [...unknown, ...(isSet(pivot) ? ['options.NoPivotRoot'] : [])],
    handler: {
      ...Object.fromEntries(known),
      ...(typeof type === 'string' && removedShims.has(type)
        ? { runtime_type: 'io.containerd.runc.v2' }
        : {}),
      ...(typeof sandboxer === 'string' && sandboxer !== '' ? { sandboxer } : {}),
      ...(Object.keys(all).length > 0 ? { options: all } : {}),
    },
  }
}
