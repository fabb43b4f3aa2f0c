/** What a script prints on one stream stands between two marks: `nonce pid` before, `nonce exit-code` after. */
export interface MarkedOutput {
  push(chunk: Buffer): void
}

export interface MarkedOutputHandlers {
  readonly onStart: (pid: number) => void
  readonly onData: (data: Buffer) => void
  readonly onEnd: (code: number) => void
}

/**
 * Finds one script's output in a stream of chunks that may be cut anywhere. Whatever comes before the first mark
 * is another's (a login message, a process that an earlier script left behind), and is dropped.
 */
export function markedOutput(nonce: string, { onStart, onData, onEnd }: MarkedOutputHandlers): MarkedOutput {
  const mark = Buffer.from(`${nonce} `)
  let state: 'before' | 'inside' | 'after' = 'before'
  let pending: Buffer = Buffer.alloc(0)

  return {
    push(chunk) {
      if (state === 'after') return
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      if (state === 'before') {
        const pid = takeMark(() => {})
        if (pid === undefined) return
        state = 'inside'
        onStart(pid)
      }
      const code = takeMark(onData)
      if (code === undefined) return
      state = 'after'
      onEnd(code)
    },
  }

  /** Takes a mark and its number off the stream, if they are whole; what comes before it goes to `pass`. */
  function takeMark(pass: (data: Buffer) => void): number | undefined {
    const at = pending.indexOf(mark)
    const sure = at < 0 ? pending.length - overlap(pending, mark) : at
    if (sure > 0) pass(pending.subarray(0, sure))
    const newline = at < 0 ? -1 : pending.indexOf('\n', at)
    const number = pending.subarray(at + mark.length, newline).toString('latin1')
    pending = pending.subarray(newline < 0 ? sure : newline + 1)
    return newline < 0 ? undefined : Number(number)
  }
}

/** How many bytes at the end of the data may be the beginning of the mark. */
function overlap(data: Buffer, mark: Buffer): number {
  let length = Math.min(data.length, mark.length - 1)
  while (length > 0 && !data.subarray(-length).equals(mark.subarray(0, length))) length--
  return length
}
