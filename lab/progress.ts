import { RefitError } from '../scripts/lib/errors.ts'
import { ProcessOutput } from 'zx'

/** Says what is being done. A step that fails is named in the error. */
export interface Progress {
  note(line: string): void
  step<T>(title: string, work: () => Promise<T>): Promise<T>
}

/** Where progress is drawn: a terminal has its last line redrawn, anything else gets plain lines. */
export interface Screen {
  write(text: string): unknown
  isTTY?: boolean
}

const plainSeconds = 15

/** Progress on a screen; `now` is in milliseconds. Steps may run side by side; each line then stands for itself. */
export function screenProgress(screen: Screen, now: () => number = () => performance.now()): Progress {
  let running = 0
  const redraw = () => screen.isTTY === true && running === 1
  return {
    note: line => void screen.write(`${line}\n`),
    async step(title, work) {
      const start = now()
      const seconds = () => `${((now() - start) / 1000).toFixed(0)} s`
      running += 1
      screen.write(redraw() ? `${title} ...` : `${title} ...\n`)
      const timer = setInterval(
        () =>
          screen.write(redraw() ? `\r\x1b[K${title} ... ${seconds()}` : `${title} ... ${seconds()} so far\n`),
        screen.isTTY === true ? 1000 : plainSeconds * 1000,
      )
      const end = (word: string) =>
        screen.write(`${redraw() ? '\r\x1b[K' : ''}${title}: ${word}${seconds()}\n`)
      try {
        const result = await work()
        end('')
        return result
      } catch (error) {
        end('failed after ')
        throw asRefitError(title, error)
      } finally {
        clearInterval(timer)
        running -= 1
      }
    },
  }
}

/** What a failed local command said last, as one sentence. */
function asRefitError(title: string, error: unknown): unknown {
  if (!(error instanceof ProcessOutput)) return error
  const lines = `${error.stdout}\n${error.stderr}`.split('\n').filter(line => line.trim() !== '')
  const said = lines.slice(-12).join('\n  ')
  return new RefitError(`${title}: a command ended with code ${error.exitCode} and said:\n  ${said}`, {
    cause: error,
  })
}
