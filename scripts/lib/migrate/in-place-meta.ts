/** What a transaction that keeps containers running notes of them, so that its rollback can tell them from later ones. */
export function inPlaceMeta(containers: readonly string[]): Record<string, string> {
  const ids = containers.map(shortened).join(',')
  return { 'in-place': 'yes', ...(ids === '' ? {} : { containers: ids }) }
}

/** Whether containers ran through the change of a transaction. */
export function isInPlaceOf(meta: Readonly<Record<string, string>>): boolean {
  return meta['in-place'] === 'yes'
}

/** The containers that ran before it, by the beginnings of their ids. */
export function containersOf({ containers = '' }: Readonly<Record<string, string>>): string[] {
  return containers.split(',').filter(id => id !== '')
}

/** Those of these containers that ran before it. */
export function sameAs(meta: Readonly<Record<string, string>>, containers: readonly string[]): string[] {
  const before = new Set(containersOf(meta))
  return containers.filter(id => before.has(shortened(id)))
}

/** The first twelve digits tell containers of one machine from each other, as in `crictl ps`. */
function shortened(id: string): string {
  return id.slice(0, 12)
}
