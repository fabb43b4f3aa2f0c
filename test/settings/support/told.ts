import type { CarriedSettings } from '../../../scripts/lib/settings/carried.ts'

/** The values that an operator told alone: without what is empty, lost, or so by itself, and where each came from. */
export function told({ lost: _lost, lowPorts: _lowPorts, ...carried }: CarriedSettings): unknown {
  return Object.fromEntries(
    Object.entries(carried).flatMap(([key, value]) => {
      const plain = unsourced(value)
      return Array.isArray(plain) && plain.length === 0 ? [] : [[key, plain]]
    }),
  )
}

function unsourced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unsourced)
  if (typeof value !== 'object' || value === null) return value
  if ('source' in value && 'value' in value) return unsourced(value.value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unsourced(inner)]))
}
