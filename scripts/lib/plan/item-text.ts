import type { Paint, Style } from '../report/colour.ts'
import { harmless, harmlessLines } from '../report/harmless.ts'
import { wrap } from '../report/words.ts'
import type { PlanItem } from './plan.ts'

/** The items of one phase, one line each with its reasons, and the diff of a file under it. */
export function itemLines(items: readonly PlanItem[], paint: Paint, width: number): string[] {
  const carried = items.filter(item => item.action === 'carry')
  const hidden = new Set(carried.length > carriedShown + 1 ? carried.slice(carriedShown) : [])
  const last = carried[carriedShown - 1]
  return items.flatMap(item => {
    if (hidden.has(item)) return []
    const more =
      hidden.size > 0 && item === last ? [`      and ${hidden.size} more; --json lists them all`] : []
    return [...oneItem(item, paint, width), ...more.map(line => paint('dim', line))]
  })
}

/** What the symbols mean, for those that occur; empty where there is nothing to explain. */
export function legend(items: readonly PlanItem[], paint: Paint): string[] {
  const used = new Set<string>(items.map(item => symbolOf[item.action]))
  const words = Object.entries(symbols).filter(([symbol]) => used.has(symbol))
  return words.length === 0
    ? []
    : [words.map(([symbol, { style, meaning }]) => `${paint(style, symbol)} ${meaning}`).join('   ')]
}

/** A node can hold hundreds of images; the reader needs to see that they come along, not each one. */
const carriedShown = 8

const symbols = {
  '+': { style: 'green', meaning: 'add' },
  '~': { style: 'yellow', meaning: 'change' },
  '-': { style: 'red', meaning: 'remove' },
  '↑': { style: 'green', meaning: 'start' },
  '↓': { style: 'red', meaning: 'stop' },
  '↻': { style: 'yellow', meaning: 'restart' },
  '»': { style: 'cyan', meaning: 'run' },
} as const satisfies Record<string, { style: Style; meaning: string }>
type Symbol = keyof typeof symbols

const symbolOf: Record<PlanItem['action'], Symbol> = {
  create: '+',
  install: '+',
  carry: '+',
  update: '~',
  annotate: '~',
  delete: '-',
  evict: '-',
  start: '↑',
  enable: '↑',
  stop: '↓',
  disable: '↓',
  restart: '↻',
  run: '»',
}

function oneItem(item: PlanItem, paint: Paint, width: number): string[] {
  const symbol = symbolOf[item.action]
  const mark = item.irreversible ? ' (cannot be undone)' : ''
  const subject = harmless(item.subject)
  const painted = `    ${paint(symbols[symbol].style, `${symbol} ${item.action}`)} ${subject}${paint('red', mark)}`
  const length = `    ${symbol} ${item.action} ${subject}${mark}`.length
  const reasons = item.reasons.map(harmless).join('; ')
  return [...withReasons(painted, length, reasons, paint, width), ...diffLines(item.diff, paint)]
}

/** Reasons stand after the item where they fit, and on lines of their own where they do not. */
function withReasons(
  painted: string,
  length: number,
  reasons: string,
  paint: Paint,
  width: number,
): string[] {
  if (reasons === '') return [painted]
  if (length + reasons.length + 4 <= width) return [`${painted}  ${paint('dim', `# ${reasons}`)}`]
  return [painted, ...wrap(reasons, width - 8).map(line => `      ${paint('dim', `# ${line}`)}`)]
}

function diffLines(diff: string | undefined, paint: Paint): string[] {
  if (diff === undefined || diff === '') return []
  const lines = harmlessLines(diff).replace(/\n$/, '').split('\n')
  return lines.map((line, index) => (line === ' ' ? '' : `      ${paint(diffStyle(line, index), line)}`))
}

function diffStyle(line: string, index: number): Style {
  if (index < 2 && /^(---|\+\+\+) /.test(line)) return 'bold'
  if (line.startsWith('+')) return 'green'
  if (line.startsWith('-')) return 'red'
  return line.startsWith('@@') ? 'cyan' : 'dim'
}
