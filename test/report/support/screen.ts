import { Writable } from 'node:stream'

/** A terminal small enough to read: keeps what a user would see, with what has scrolled away above it. */
export class Screen extends Writable {
  readonly isTTY: boolean = true
  readonly columns: number
  readonly rows: number
  /** Everything that was written, escape sequences and all. */
  raw = ''
  readonly #size: { columns: number; rows: number }
  #lines = ['']
  #row = 0
  #column = 0

  constructor({ columns, rows }: { columns: number; rows: number }) {
    super({ decodeStrings: false })
    this.columns = columns
    this.rows = rows
    this.#size = { columns, rows }
  }

  /** What stands on the terminal now, trailing space removed. */
  get text(): string {
    return this.#lines.map(line => `${line.trimEnd()}\n`).join('')
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.raw += chunk
    for (const piece of chunk.match(piecePattern) ?? []) this.#draw(piece)
    done()
  }

  #draw(piece: string): void {
    const sequence = sequencePattern.exec(piece)
    if (sequence !== null) return this.#control(sequence[1] ?? '', sequence[2] ?? '')
    if (piece === '\r') this.#column = 0
    else if (piece === '\n') this.#lineFeed()
    else if (/[\p{Cc}]/u.test(piece)) throw new Error(`the screen met ${JSON.stringify(piece)}`)
    else this.#put(piece)
  }

  #control(parameter: string, final: string): void {
    const count = Number(parameter) || 1
    if (final === 'A') this.#row = Math.max(this.#lines.length - this.#size.rows, 0, this.#row - count)
    else if (final === 'B') this.#row = Math.min(this.#lines.length - 1, this.#row + count)
    else if (final === 'G') this.#column = count - 1
    else if (final === 'K') this.#erase(parameter)
    else if (!['m', 'h', 'l'].includes(final))
      throw new Error(`the screen does not know CSI ${parameter}${final}`)
  }

  #erase(parameter: string): void {
    const line = this.#lines[this.#row] ?? ''
    this.#lines[this.#row] = parameter === '2' ? '' : line.slice(0, this.#column)
  }

  #lineFeed(): void {
    this.#row += 1
    // A terminal in its usual mode makes CR LF of each LF.
    this.#column = 0
    if (this.#row === this.#lines.length) this.#lines.push('')
  }

  #put(character: string): void {
    if (this.#column === this.#size.columns) this.#lineFeed()
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column)
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1)
    this.#column += 1
  }
}

// oxlint-disable-next-line no-control-regex
const sequencePattern = /^\x1b\[\??(\d*(?:;\d+)*)([A-Za-z])$/
// oxlint-disable-next-line no-control-regex
const piecePattern = /\x1b\[[?\d;]*[A-Za-z]|[^]/gu
