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
  if (control)
    throw refusal(file, [{ ...positionAfter(text.slice(0, control.index)), path: [], message: binary }])

  const lineCounter = new LineCounter()
  const position = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const document = parse(text, file, lineCounter)
  // One is enough: what the parser says after its first error is mostly because of that error.
  const [error] = document.errors
  const refuse = (offset: number, message: string) =>
    refusal(file, [{ ...position(offset), path: [], message }])
  if (error) throw refuse(error.pos[0], syntaxMessage(error))
  // `%YAML 1.1` would give "yes", "0777" and "12:30" other meanings.
  if (document.directives?.yaml.explicit) throw refuse(0, 'expected no %YAML line')
  return { document, position }
}

/** In bytes. An inventory with 10 000 hosts is half of that. */
export const maxSize = 1024 * 1024

export const tooLarge = (file: string): RefitError =>
  new RefitError(`${file} is larger than 1 MiB: that is no inventory.`, { exitCode: exitCodes.usage })

const binary = 'not a text file, this is a control character'

function positionAfter(text: string): Position {
  const lines = text.split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

function parse(text: string, file: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, {
      version: '1.2',
      lineCounter,
      // The default quotes lines of the file, and with them what should be shown to nobody.
      prettyErrors: false,
      // Otherwise `1.10:` would be the key "1.1".
      stringKeys: true,
      // Looked for in defects.ts: the parser compares each key of a map with each other one.
      uniqueKeys: false,
      logLevel: 'silent',
    })
  } catch (error) {
    if (error instanceof RangeError) throw refusal(file, [{ line: 1, column: 1, path: [], message: tooDeep }])
    throw error
  }
}

function syntaxMessage({ code, message }: YAMLError): string {
  if (message.includes('call stack')) return tooDeep
  if (code === 'MULTIPLE_DOCS') return 'expected one YAML document, and this begins another one'
  if (code === 'NON_STRING_KEY') return 'expected plain text as a key'
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}

const tooDeep = 'nested too deeply'
