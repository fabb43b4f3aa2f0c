import { parse, stringify } from 'smol-toml'
import type { TomlTable, TomlValue } from 'smol-toml'

/** A TOML text as it says it, whole numbers as bigint; undefined where it is none. */
export function parseToml(text: string): TomlTable | undefined {
  try {
    return parse(text, { integersAsBigInt: true, unsafeKeyBehaviour: 'drop' })
  } catch {
    return undefined
  }
}

/** Its text again; comments are gone. */
export function tomlText(table: TomlTable): string {
  return stringify(table, { numbersAsFloat: true })
}

/** The table of that name within another; an empty one where there is none. */
export function tableIn(table: TomlTable, name: string): TomlTable {
  const value = table[name]
  return isTable(value) ? value : {}
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  // Dates are objects of a class; tables have no prototype, or that of `{}`.
  return typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))
}

/** Whether a value says anything: programs that print their defaults write many that do not. */
export function isSet(value: TomlValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isTable(value)) return Object.values(value).some(isSet)
  return value !== undefined && value !== '' && value !== false && value !== 0n && value !== 0
}
