import { DefaultRenderer, Listr, ListrLogger, ProcessOutput, Spinner } from 'listr2'

export interface Painting {
  stream: NodeJS.WriteStream
  /** The lines to show now. */
  content: () => readonly string[]
  /** Settles when there may be something new to show. */
  changed: () => Promise<void>
}

/**
 * Shows lines that change, until `stop` says so, and takes them away again. listr2 only paints here: one task
 * whose title is the whole picture. Order, failure, signals and time are not its business.
 */
export async function paintUntil(stop: () => boolean, { stream, content, changed }: Painting): Promise<void> {
  const spinner = new Spinner()
  const icon = (): string => spinner.fetch()
  const asIs = (text?: string): string => text ?? ''
  const title = (): string => content().join('\n')
  const task = {
    title: title(),
    task: async (_: unknown, shown: { title: string }) => {
      while (!stop()) {
        shown.title = title()
        await changed()
        spinner.spin()
      }
    },
  }
  await new Listr([task], {
    renderer: Painter,
    registerSignalListeners: false,
    rendererOptions: {
      // Its own timer would draw ten times a second, and keep the process alive.
      lazy: true,
      clearOutput: true,
      formatOutput: 'truncate',
      // The same sign from first to last: the picture must not flash a tick before it goes.
      icon: { WAITING: icon, PENDING: icon, COMPLETED: icon },
      color: { WAITING: asIs, PENDING: asIs, COMPLETED: asIs },
      logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput: output(stream) }),
    },
  }).run()
}

/** The caller has decided that this stream is to be painted on; listr2 would ask process.stdout. */
class Painter extends DefaultRenderer {
  static override nonTTY = true
}

/** listr2 holds back what others write while it paints. Errors must not be held back, so it gets a stand-in to seize. */
function output(stream: NodeJS.WriteStream): ProcessOutput {
  const standIn: NodeJS.WriteStream = Object.create(process.stderr)
  return new ProcessOutput(stream, standIn, { leaveEmptyLine: false })
}
