/** What became of one fault. */
export interface Result {
  kind: string
  name: string
  /** What of the promise was broken; none: it survived. */
  problems: readonly string[]
}

/** The table at the end: a line for each kind, and below it how many there were in all. Pure. */
export function table(results: readonly Result[]): string {
  const rows = [...Map.groupBy(results, ({ kind }) => kind)].map(([kind, of]) => ({
    kind,
    count: of.length,
    survived: of.filter(({ problems }) => problems.length === 0).length,
  }))
  const width = Math.max(5, ...rows.map(({ kind }) => kind.length))
  const line = (kind: string, count: string | number, survived: string | number) =>
    `${kind.padEnd(width)}  ${String(count).padStart(8)}  ${String(survived).padStart(8)}`
  const survived = rows.reduce((sum, row) => sum + row.survived, 0)
  return [
    line('fault', 'how many', 'survived'),
    ...rows.map(row => line(row.kind, row.count, row.survived)),
    `faults: ${survived} survived, ${results.length - survived} lost`,
  ].join('\n')
}
