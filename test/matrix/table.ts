/** What became of one pair. */
export interface Row {
  /** "classic dockershim:crio-1.23" */
  pair: string
  /** What was not as it should be; none: it passed. */
  problems: readonly string[]
  /** What is known once refit has migrated the node. */
  cost?: Cost
}

export interface Cost {
  /** Of the migration, and of the rollback, when there was one. */
  seconds: number
  rollbackSeconds?: number
  /** In which no runtime answered on the node. */
  dark: number
  /** Of containers in pods that were there before and after. */
  restarts: number
  connections: number
  roundTrips: number
}

const heads = [
  'pair',
  'result',
  'seconds',
  'rollback',
  'no runtime',
  'restarts',
  'connections',
  'round trips',
]

/** The table as Markdown, and the count below it. Pure. */
export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cells)]
  const widths = heads.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  const text = (line: readonly string[], fill: string) =>
    `| ${line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0, fill) : cell.padStart(widths[column] ?? 0, fill))).join(' | ')} |`
  const passed = rows.filter(({ problems }) => problems.length === 0).length
  return [
    text(heads, ' '),
    `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
    ...rows.map(row => text(cells(row), ' ')),
    '',
    `pairs: ${passed} passed, ${rows.length - passed} failed`,
  ].join('\n')
}

/** The same of one pair, as a line of its own: "modern a:b: seconds 41, rollback 31, …". Pure. */
export function rowText(row: Row): string {
  const [pair = '', , ...numbers] = cells(row)
  const known = numbers.flatMap((number, column) => (number === '' ? [] : [`${heads[column + 2]} ${number}`]))
  return [pair, ...(known.length > 0 ? [known.join(', ')] : [])].join(': ')
}

function cells({ pair, problems, cost }: Row): string[] {
  const numbers =
    cost === undefined
      ? heads.slice(2).map(() => '')
      : [
          String(Math.round(cost.seconds)),
          cost.rollbackSeconds === undefined ? '' : String(Math.round(cost.rollbackSeconds)),
          cost.dark.toFixed(1),
          String(cost.restarts),
          String(cost.connections),
          String(cost.roundTrips),
        ]
  return [pair, problems.length === 0 ? 'passed' : 'failed', ...numbers]
}
