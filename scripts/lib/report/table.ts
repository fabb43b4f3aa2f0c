import type { Paint, Style } from './colour.ts'
import { wrap } from './words.ts'

export interface Cell {
  text: string
  style?: Style
  right?: boolean
}

/** A table without lines; the last column is wrapped so that the whole fits into `width` where it can. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  { paint, width }: { paint: Paint; width: number },
): string[] {
  const heading: Cell[] = titles.map((text, column) => ({
    text,
    style: 'bold',
    right: rows[0]?.[column]?.right ?? false,
  }))
  const all = [heading, ...rows]
  const widths = titles.map((_, column) => Math.max(...all.map(row => row[column]?.text.length ?? 0)))
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + 2, 0)
  return all.flatMap(row => {
    const [first = '', ...rest] = wrap(row.at(-1)?.text ?? '', Math.max(20, width - before))
    const cells = row.slice(0, -1).map((cell, column) => padded(cell, widths[column] ?? 0, paint))
    const last = row.at(-1)?.style
    return [
      [...cells, last === undefined ? first : paint(last, first)].join('  '),
      ...rest.map(line => ' '.repeat(before) + line),
    ]
  })
}

function padded({ text, style, right = false }: Cell, width: number, paint: Paint): string {
  const space = ' '.repeat(width - text.length)
  const painted = style === undefined ? text : paint(style, text)
  return right ? space + painted : painted + space
}
