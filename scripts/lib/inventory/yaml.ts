import { LineCounter, parseDocument, type Document, type YAMLError } from 'yaml'
import { exitCodes, RefitError } from '../errors.ts'
import { refusal, type Position } from './problem.ts'

export interface Yaml {
  document: Document
  /** Line and column, from 1, of an offset in the text. */
  position: (offset: number) => Position
}

/** Parses YAML 1.2; a RefitError names the first place where the text is none. */
export function parseYaml(text: string, file: string): Yaml {
  if (text.length > maxSize) throw tooLarge(file)
  const control = /[^\P{Cc}\t\n\r]/u.exec(text)
  if (control) throw refusal(file, [{ ...positionAfter(text.slice(0, control.index)), ...binary }])
  const lineCounter = new LineCounter()
  const position = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const document = parse(text, lineCounter)
  if (!document) throw refusal(file, [{ line: 1, column: 1, path: [], message: 'nested too deeply' }])
  // One is enough: what the parser says after its first error is mostly because of that error.
  const [error] = document.errors
  if (error) throw refusal(file, [{ ...position(error.pos[0]), path: [], message: syntaxMessage(error) }])
  return { document, position }
}

/** In bytes. An inventory with 10 000 hosts is half of that. */
export const maxSize = 1024 * 1024

export const tooLarge = (file: string): RefitError =>
  new RefitError(`${file} is larger than 1 MiB: that is no inventory`, { exitCode: exitCodes.usage })

const binary = { path: [], message: 'not a text file, this is a control character' }

function positionAfter(text: string): Position {
  const lines = text.split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** `undefined` where the text is nested so deeply that the parser's stack does not do. */
function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    const document = parseDocument(text, {
      version: '1.2',
      lineCounter,
      // The default quotes lines of the file, and with them what should be shown to nobody.
      prettyErrors: false,
      // Otherwise `1.10:` would be the key "1.1".
      stringKeys: true,
      // Looked for in places.ts: the parser compares each key of a map with each other one.
      uniqueKeys: false,
      // Anything more quiet lets a second document pass.
      logLevel: 'error',
    })
    return document.errors.some(({ message }) => message.includes('call stack')) ? undefined : document
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function syntaxMessage({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'expected one YAML document, and this begins another one'
  if (code === 'NON_STRING_KEY') return 'expected plain text as a key'
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}
