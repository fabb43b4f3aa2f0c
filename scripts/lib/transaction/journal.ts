import { harmless } from '../report/harmless.ts'

/** One line of a transaction's journal. `step` is the number that the manifest gives it, from 1 on. */
export type JournalEntry = { time: string } & (
  | { kind: 'run' | 'end'; phase: string }
  | { kind: 'armed'; seconds: number }
  | { kind: 'begin' | 'undoing'; step: number; title: string }
  | { kind: 'output'; step: number; text: string }
  | { kind: 'done' | 'undone'; step: number }
  | { kind: 'failed' | 'undo-failed'; step: number; code: number; title: string }
  | { kind: 'undo'; reason: string }
  | { kind: 'ended'; result: string }
  | { kind: 'confirmed' }
)

/** The entries of a whole journal. Lines that are none (cut off, damaged) are left out: nothing rests on them. */
export function parseJournal(text: string): JournalEntry[] {
  return text.split('\n').flatMap(line => parseEntry(line) ?? [])
}

/** One line of a journal, or nothing where it is none. */
export function parseEntry(line: string): JournalEntry | undefined {
  const [time = '', kind = '', ...fields] = line.split('\t').map(harmless)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) || fields.at(-1) === 'torn') return undefined
  const body = parseBody(kind, fields)
  return body === undefined ? undefined : { time, ...body }
}

type Body<Entry> = Entry extends unknown ? Omit<Entry, 'time'> : never

function parseBody(kind: string, fields: string[]): Body<JournalEntry> | undefined {
  const [first = '', second = '', third = ''] = fields
  const step = number(first)
  switch (kind) {
    case 'run':
    case 'end':
      return { kind, phase: first }
    case 'undo':
      return { kind, reason: first }
    case 'ended':
      return { kind, result: first }
    case 'confirmed':
      return { kind }
    case 'armed':
      return step === undefined ? undefined : { kind, seconds: step }
  }
  if (step === undefined) return undefined
  switch (kind) {
    case 'begin':
    case 'undoing':
      return { kind, step, title: second }
    case 'output':
      return { kind, step, text: second }
    case 'done':
    case 'undone':
      return { kind, step }
    case 'failed':
    case 'undo-failed':
      return { kind, step, code: number(second) ?? 1, title: third }
  }
  return undefined
}

function number(field: string): number | undefined {
  return /^\d{1,9}$/.test(field) ? Number(field) : undefined
}
