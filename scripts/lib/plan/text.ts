import { painter, type Paint } from '../report/colour.ts'
import { harmless } from '../report/harmless.ts'
import { count, wrap } from '../report/words.ts'
import { itemLines, legend } from './item-text.ts'
import { noteLines } from './note-text.ts'
import type { NodePlan, Plan } from './plan.ts'

export interface TextOptions {
  colour: boolean
  /** Columns of the place that it is shown in; diffs and subjects are never cut or wrapped. */
  width: number
}

/**
 * The plan as people read it: each node with its changes in the order in which they happen, then one line
 * that sums it up. Nodes whose plans read the same are shown once, so that a fleet stays readable.
 */
export function planText(plan: Plan, { colour, width }: TextOptions): string {
  const paint = painter(colour)
  const shown = plan.nodes.filter(node => node.items.length > 0 || node.notes.length > 0)
  const alike = Map.groupBy(shown, node => [change(node), ...nodeBody(node, paint, width)].join('\n'))
  const groups = [...alike.values()].map(nodes => group(nodes, paint, width))
  const items = shown.flatMap(node => node.items)
  return [...legend(items, paint), ...groups, summary(plan, paint)].join('\n\n') + '\n'
}

/** "Plan: 2 nodes to migrate, 14 changes.", or that there is nothing to do. */
export function planSummary(plan: Plan): string {
  const changing = plan.nodes.filter(node => node.items.length > 0)
  if (changing.length === 0) return 'No changes. Every node is as it should be.'
  const changes = changing.reduce((sum, node) => sum + node.items.length, 0)
  const rest = plan.nodes.length - changing.length
  const unchanged = rest === 0 ? '' : ` ${count(rest, 'node stays as it is', 'nodes stay as they are')}.`
  return `Plan: ${count(changing.length, 'node')} ${harmless(plan.verb)}, ${count(changes, 'change')}.${unchanged}`
}

function summary(plan: Plan, paint: Paint): string {
  const notes = plan.nodes.flatMap(node => node.notes)
  const blockers = notes.filter(note => note.severity === 'blocker').length
  const warnings = notes.filter(note => note.severity === 'warning').length
  const lines = [paint('bold', planSummary(plan))]
  if (warnings > 0) lines.push(paint('yellow', `${count(warnings, 'warning')}.`))
  if (blockers > 0)
    lines.push(
      paint(
        'red',
        `${count(blockers, 'blocker')}: nothing can be run before ${blockers === 1 ? 'it is' : 'they are'} fixed.`,
      ),
    )
  return lines.join('\n')
}

/** Nodes that read the same: all their names, then what is done to each of them. */
function group(nodes: readonly NodePlan[], paint: Paint, width: number): string {
  const [first] = nodes
  if (first === undefined) return ''
  const names = nodes.map(nameOf).join(', ')
  const lines = wrap(nodes.length === 1 ? names : `${nodes.length} nodes alike: ${names}`, width)
  const heading = [...lines, ...(change(first) === '' ? [] : [`  ${change(first)}`])]
  return [...heading.map(line => paint('bold', line)), ...nodeBody(first, paint, width)].join('\n')
}

function nameOf({ host, node }: NodePlan): string {
  return harmless(node === undefined || node === host ? host : `${host} (node ${node})`)
}

function change({ from, to }: NodePlan): string {
  return [from, to]
    .filter(part => part !== undefined)
    .map(harmless)
    .join(' → ')
}

function nodeBody(node: NodePlan, paint: Paint, width: number): string[] {
  // A task of one's own has no phases: its changes all stand in the transaction.
  const phased = node.items.some(item => item.phase !== 'switch') || node.to !== undefined
  const sections = phaseOrder.flatMap(phase => {
    const items = node.items.filter(item => item.phase === phase)
    if (items.length === 0) return []
    const lines = itemLines(items, paint, width)
    return [phased ? ['', `  ${paint('underline', phaseTitles[phase])}`, ...lines] : lines]
  })
  const notes = noteLines(node.notes, paint, width)
  return [...sections.flat(), ...(notes.length > 0 ? ['', ...notes] : [])]
}

const phaseOrder = ['prepare', 'drain', 'switch', 'release'] as const

const phaseTitles = {
  prepare: 'Prepare, while the old runtime goes on serving',
  drain: 'Drain',
  switch: 'Switch, as one transaction that is undone if anything fails',
  release: 'Release',
} as const
