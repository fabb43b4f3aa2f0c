/** Workers first, then control plane nodes; within each in the order of the inventory. */
export function workersFirst<Item extends { controlPlane: boolean }>(items: readonly Item[]): Item[] {
  return [
    ...items.filter(({ controlPlane }) => !controlPlane),
    ...items.filter(({ controlPlane }) => controlPlane),
  ]
}
