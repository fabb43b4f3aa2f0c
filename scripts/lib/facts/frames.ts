/** One answer of probe.sh. */
export interface Frame {
  code: number
  body: string
}

/**
 * Splits what probe.sh printed into its frames, by name. Lengths are bytes, so that no content can pass for a
 * frame. Throws where the output is cut off or is not probe.sh's.
 */
export function parseFrames(output: string): Map<string, Frame> {
  const bytes = Buffer.from(output, 'utf8')
  const frames = new Map<string, Frame>()
  let position = 0
  while (position < bytes.length) {
    const end = bytes.indexOf('\n', position)
    const header = /^#refit (.+) (\d{1,3}) (\d{1,9})$/u.exec(
      bytes.toString('utf8', position, Math.max(end, position)),
    )
    if (end === -1 || header === null) throw new Error(`unexpected text at byte ${position}`)
    const [, name = '', code = '', length = ''] = header
    const start = end + 1
    position = start + Number(length) + 1
    if (position > bytes.length) throw new Error(`the answer "${name}" is cut off`)
    frames.set(name, { code: Number(code), body: bytes.toString('utf8', start, position - 1) })
  }
  if (!frames.has('end')) throw new Error('the end is missing')
  return frames
}
