export interface TarEntry {
  /** At most 100 bytes, as the oldest header has no room for more. */
  name: string
  /** Absent for a directory. */
  content?: Uint8Array
  mode: number
}

/** A tar archive (ustar), the same bytes for the same entries: every file is root's and of the year 1970. */
export function tar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(2 * blockSize)])
}

const blockSize = 512

function entryBlocks({ name, content, mode }: TarEntry): Uint8Array[] {
  const size = content?.length ?? 0
  const padding = Buffer.alloc((blockSize - (size % blockSize)) % blockSize)
  return [header(name, size, mode, content === undefined), content ?? Buffer.alloc(0), padding]
}

function header(name: string, size: number, mode: number, isDirectory: boolean): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long a name for a bundle.`)
  const block = Buffer.alloc(blockSize)
  block.write(name, 0)
  block.write(octal(mode, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(0, 12), 136)
  block.write(' '.repeat(8), 148)
  block.write(isDirectory ? '5' : '0', 156)
  block.write('ustar', 257)
  block.write('00', 263)
  block.write('root', 265)
  block.write('root', 297)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 7)} `, 148)
  return block
}

/** Zero-padded octal digits and a NUL, `width` bytes in all. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}
