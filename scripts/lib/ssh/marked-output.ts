/** What a script prints on one stream stands between two lines: `nonce pid` before, `nonce exit-code` after. */
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
  let state: 'before' | 'inside' | 'after' = 'before'
  let pending = Buffer.alloc(0)

  return {
    push(chunk) {
      if (state === 'after') return
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      if (state === 'before') findStart()
      if (state === 'inside') findEnd()
    },
  }

  function findStart(): void {
    const mark = `${nonce} `
    const at = pending.indexOf(mark)
    const newline = at < 0 ? -1 : pending.indexOf('\n', at)
    if (newline < 0) {
      pending = pending.subarray(at < 0 ? Math.max(0, pending.length - mark.length) : at)
      return
    }
    const pid = Number(pending.subarray(at + mark.length, newline).toString('latin1'))
    pending = pending.subarray(newline + 1)
    state = 'inside'
    onStart(pid)
  }

  function findEnd(): void {
    const mark = `\n${nonce} `
    const at = pending.indexOf(mark)
    const newline = at < 0 ? -1 : pending.indexOf('\n', at + mark.length)
    // Without a whole mark, all but what may be the beginning of one can go out.
    const sure = at < 0 ? Math.max(0, pending.length - mark.length + 1) : at
    if (sure > 0) onData(pending.subarray(0, sure))
    if (newline < 0) {
      pending = pending.subarray(sure)
      return
    }
    state = 'after'
    onEnd(Number(pending.subarray(at + mark.length, newline).toString('latin1')))
  }
}
