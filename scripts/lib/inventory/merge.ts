import type { WrittenInventory } from './schema.ts'
import { sections } from './sections.ts'
import { settings, type Settings, type WrittenSettings } from './settings.ts'

/** Lays levels over each other, later ones on top, and fills in the defaults. Maps such as `drain` merge key by key. */
export function mergeSettings(levels: readonly WrittenSettings[]): Settings {
  const merged: Record<string, unknown> = {}
  for (const level of levels) {
    for (const [key, value] of Object.entries(level)) {
      if (key in settings.shape)
        merged[key] = key in sections ? { ...asMap(merged[key]), ...asMap(value) } : value
    }
  }
  return settings.parse(merged)
}

/** The same for `vars`: a key of a later level replaces the same key of an earlier one, whatever its value is. */
export const mergeVars = (levels: readonly Pick<WrittenInventory, 'vars'>[]): Record<string, unknown> =>
  levels.reduce((merged, { vars }) => ({ ...merged, ...vars }), {})

const asMap = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
