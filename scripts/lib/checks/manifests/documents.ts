import { LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { messageOf } from '../../errors.ts'

/** One document of a stream of YAML, or why it is none. */
export type ManifestDocument =
  { value: unknown; document: Document; text: string; lines: Lines } | { problem: string; line: number }

/** Line and column, from 1 and in the whole file, of an offset in the document. */
type Lines = (offset: number) => { line: number; column: number }

/**
 * The documents of a YAML or JSON text, one at a time, so that only one is in memory. Each is parsed as kubectl does,
 * as YAML 1.1 with merges. Documents that expand beyond reason, or are nested so, are problems and not values.
 */
export function* documentsOf(text: string): Generator<ManifestDocument> {
  let line = 0
  for (const part of text.split(/^(?=---(?:\s|$))/mu)) {
    if (!isEmpty(part)) yield parse(part, line)
    line += part.split('\n').length - 1
  }
}

function isEmpty(part: string): boolean {
  return (
    /^(?:---.*|#.*|%.*|\s*)$/u.test(part) ||
    part.split('\n').every(line => /^(?:---\s*|\s*#.*|---\s+#.*|%.*|\s*)$/u.test(line))
  )
}

function parse(text: string, before: number): ManifestDocument {
  if (text.length > largest)
    return {
      problem: `a document of more than ${largest / 1024 / 1024} MiB, so it was not read`,
      line: before + 1,
    }
  if ((text.match(/(?:^|[\s,[{])[&*]\w/gu)?.length ?? 0) > mostAnchors)
    return { problem: 'more anchors and aliases than any manifest has, so it was not read', line: before + 1 }
  const counter = new LineCounter()
  const lines: Lines = offset => {
    const { line, col } = counter.linePos(offset)
    return { line: Math.max(line, 1) + before, column: Math.max(col, 1) }
  }
  try {
    const document = parseDocument(text, {
      version: '1.1',
      merge: true,
      lineCounter: counter,
      prettyErrors: false,
      // Each key is compared with each other one.
      uniqueKeys: false,
      logLevel: 'silent',
    })
    const [error] = document.errors
    if (error !== undefined)
      return { problem: `no YAML: ${firstLine(error.message)}`, line: lines(error.pos[0]).line }
    return { value: document.toJS({ maxAliasCount: 100 }), document, text, lines }
  } catch (error) {
    return {
      problem: error instanceof RangeError ? 'nested too deeply' : `no YAML: ${firstLine(messageOf(error))}`,
      line: before + 1,
    }
  }
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? ''
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}

/** In characters. An API server takes objects of at most 1.5 MiB. */
const largest = 2 * 1024 * 1024
// For each alias the parser goes through all that stands before it.
const mostAnchors = 2000
