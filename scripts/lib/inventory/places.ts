import { isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { Path } from './problem.ts'

/** A value in a YAML text: the way to it, and as offsets where its key and it begin. */
export interface Place {
  path: Path
  node: Node | undefined
  keyOffset: number
  offset: number
  /** Whether its map has had the same key before. */
  repeated: boolean
}

/** All values of a YAML tree, each before those within it; but none within a repeated key or deeper than `maxDepth`. */
export function* places(
  node: unknown,
  path: Path = [],
  key: unknown = node,
  repeated = false,
): Generator<Place> {
  const keyOffset = offsetOf(key) ?? 0
  const offset = offsetOf(node) ?? keyOffset
  yield { path, node: isNode(node) ? node : undefined, keyOffset, offset, repeated }
  if (repeated || path.length > maxDepth) return
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) yield* places(item, [...path, index], item)
  if (isMap(node)) yield* placesOfMap(node, path)
}

/** Far more than groups within groups need, and far less than what exhausts the stack. */
export const maxDepth = 50

function* placesOfMap(map: YAMLMap, path: Path): Generator<Place> {
  const seen = new Set<string>()
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : String(key)
    yield* places(value, [...path, name], key, seen.has(name))
    seen.add(name)
  }
}

const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
