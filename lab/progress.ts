import { ProcessOutput } from 'zx'
import { RefitError } from '../scripts/lib/errors.ts'

/** Says what is being done. Steps may run side by side; one that fails is named in its error. */
export interface Progress {
  note(line: string): void
  step<T>(title: string, work: () => Promise<T>): Promise<T>
}

/** Where progress is drawn. */
export interface Screen {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

/** For a terminal one line that is drawn again each second, else plain lines; `now` is in milliseconds. */
export function screenProgress(screen: Screen, now = () => performance.now()): Progress {
  const painter = screen.isTTY === true ? linePainter(screen) : plainPainter(screen)
  const running = new Map<symbol, () => string>()
  const lines = () => [...running.values()].map(line => line())
  return {
    note: line => painter.say(line, lines()),
    async step(title, work) {
      const start = now()
      const key = Symbol(title)
      const seconds = () => `${((now() - start) / 1000).toFixed(0)} s`
      running.set(key, () => `${title} ... ${seconds()}`)
      painter.start(`${title} ...`, lines())
      const timer = setInterval(
        () => painter.tick(`${title} ... ${seconds()} so far`, lines()),
        painter.interval,
      )
      const end = (result: string) => {
        clearInterval(timer)
        running.delete(key)
        painter.say(`${title}: ${result}`, lines())
      }
      try {
        const result = await work()
        end(seconds())
        return result
      } catch (error) {
        end(`failed after ${seconds()}`)
        throw named(title, error)
      }
    },
  }
}

/** How one line is shown, given the lines of all that runs now. */
interface Painter {
  interval: number
  start(line: string, running: string[]): void
  tick(line: string, running: string[]): void
  say(line: string, running: string[]): void
}

function plainPainter(screen: Screen): Painter {
  const write = (line: string) => void screen.write(`${line}\n`)
  return { interval: 15_000, start: write, tick: write, say: write }
}

function linePainter(screen: Screen): Painter {
  const draw = (running: string[]) => `\r\x1b[K${running.join('; ').slice(0, (screen.columns ?? 80) - 1)}`
  const redraw = (_line: string, running: string[]) => void screen.write(draw(running))
  const say = (line: string, running: string[]) => void screen.write(`\r\x1b[K${line}\n${draw(running)}`)
  return { interval: 1000, start: redraw, tick: redraw, say }
}

/** A local command that failed, as a sentence with what it said last. */
function named(title: string, error: unknown): unknown {
  if (!(error instanceof ProcessOutput)) return error
  const lines = `${error.stdout}\n${error.stderr}`.split('\n').filter(line => line.trim() !== '')
  const said = lines.slice(-12).join('\n  ')
  const message = `${title}: a command ended with code ${error.exitCode} and said:\n  ${said}`
  return new RefitError(message, { cause: error })
}
