import { StringDecoder } from 'node:string_decoder'

/** Collects one stream of a command as bytes; a character may be cut in two between chunks. */
export interface OutputCollector {
  push(data: Buffer): void
  /** The whole text, when the stream has ended. */
  text(): string
}

/** Collects a stream, and calls `onLine` with each line as it is complete; the last one may lack its newline. */
export function collectOutput(onLine?: (line: string) => void): OutputCollector {
  const chunks: Buffer[] = []
  const lines = onLine && lineSplitter(onLine)
  return {
    push(data) {
      chunks.push(data)
      lines?.push(data)
    },
    text() {
      lines?.end()
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}

function lineSplitter(onLine: (line: string) => void) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return {
    push(data: Buffer) {
      const lines = (rest + decoder.write(data)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    },
    end() {
      const last = rest + decoder.end()
      rest = ''
      if (last !== '') onLine(last)
    },
  }
}
