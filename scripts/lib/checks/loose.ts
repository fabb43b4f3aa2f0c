import { z } from 'zod'

// Manifests are written by hand, by templates and by enemies. One field that is not what it should be must not hide
// what stands beside it: so none of these ever fails, and a value of a wrong type is as one that is missing.

/** An object of this shape; without any key where it is none. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(recordOf, z.object(shape)).prefault(undefined)
}

/** A list, in which every item keeps its index; empty where it is none. */
export function list<Item extends z.ZodType>(item: Item, most = mostItems) {
  const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, most) : [])
  return z.preprocess(listOf, z.array(item)).prefault(undefined)
}

// A list of a pod is never that long; one that is would be there to fill the memory.
const mostItems = 1000

/** Text; numbers and booleans as they are written, and empty for all else. */
export const text = z.unknown().transform(textOf).prefault(undefined)

/** Texts by their names. */
export const texts = z.preprocess(recordOf, z.record(z.string(), text)).prefault(undefined)

/** Anything, or nothing. */
export const anything = z.unknown().optional()

/** True only where it is true. */
export const flag = z
  .unknown()
  .transform(value => value === true)
  .prefault(undefined)

/** A whole number, or undefined. */
export const integer = z
  .unknown()
  .transform(value => (Number.isSafeInteger(value) ? Number(value) : undefined))
  .prefault(undefined)

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
