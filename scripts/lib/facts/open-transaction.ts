import { harmless } from '../report/harmless.ts'
import type { Frame } from './frames.ts'
import { lines } from './text.ts'

export interface OpenTransaction {
  id: string
  run: string
  owner: string
  from: string
  title: string
  state: string
}

/** The transaction that is open on the host, or undefined where none is: a host is locked by it, so it is the only one. */
export function parseOpenTransaction(frames: ReadonlyMap<string, Frame>): OpenTransaction | undefined {
  const fields = new Map(lines(frames.get('open-transactions')).map(line => split(harmless(line))))
  const state = fields.get('state')
  if (state === undefined) return undefined
  const of = (key: string) => fields.get(key) ?? '?'
  return { id: of('id'), run: of('run'), owner: of('owner'), from: of('from'), title: of('title'), state }
}

function split(line: string): [string, string] {
  const at = line.indexOf(' ')
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
}
