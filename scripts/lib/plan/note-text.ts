import type { Paint, Style } from '../report/colour.ts'
import { harmless } from '../report/harmless.ts'
import { wrap } from '../report/words.ts'
import type { Note } from './plan.ts'

/** What stands in the way of a node's plan and what the operator should know, the gravest first. */
export function noteLines(notes: readonly Note[], paint: Paint, width: number): string[] {
  return severities.flatMap(severity =>
    notes.filter(note => note.severity === severity).flatMap(note => oneNote(note, paint, width)),
  )
}

const severities = ['blocker', 'warning', 'note'] as const
const styles = { blocker: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Record<
  Note['severity'],
  Style
>

function oneNote({ severity, id, message, fix }: Note, paint: Paint, width: number): string[] {
  const label = `${severity}: `
  const said = wrap(`${harmless(message)} (${harmless(id)})`, width - 2 - label.length)
  const advice = fix === undefined ? [] : wrap(`fix: ${harmless(fix)}`, width - 2 - label.length)
  const [first = '', ...rest] = said
  const indent = ' '.repeat(2 + label.length)
  return [
    `  ${paint(styles[severity], label.trimEnd())} ${first}`,
    ...[...rest, ...advice].map(line => indent + line),
  ]
}
