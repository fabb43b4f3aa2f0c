import { isAlias, isCollection, isMap, isNode, isScalar } from 'yaml'
import type { Document, Node } from 'yaml'
import type { Path } from '../workload/workload.ts'

/** The range of the value at a path, or of the nearest one above that is there; aliases and merges are followed. */
export function rangeOf(document: Document, path: Path): readonly [number, number] {
  let node: Node | undefined = isNode(document.contents) ? document.contents : undefined
  let range = node?.range ?? [0, 0]
  for (const part of path) {
    node = child(document, node, part)
    if (node === undefined) break
    range = node.range ?? range
  }
  return [range[0], range[1]]
}

function child(document: Document, node: Node | undefined, part: string | number): Node | undefined {
  const real = isAlias(node) ? node.resolve(document) : node
  if (isMap(real)) return inMap(document, real, part)
  const found = isCollection(real) ? real.get(part, true) : undefined
  return isNode(found) ? found : undefined
}

function inMap(document: Document, map: Node, part: string | number): Node | undefined {
  if (!isMap(map)) return undefined
  const merged: Node[] = []
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : undefined
    if (name === String(part)) return isNode(value) ? value : isNode(key) ? key : undefined
    if (isScalar(key) && key.source === '<<' && isNode(value)) merged.push(value)
  }
  return merged.map(node => child(document, node, part)).find(node => node !== undefined)
}
