import type { OnRemark } from '../transaction/ask.ts'
import type { Work } from './run.ts'

/** What a host says besides (a lock was stale, something could not be cleared away) is a warning of the run. */
export function tellRemarks({ run, host }: Pick<Work, 'run' | 'host'>): OnRemark {
  return message =>
    run.emit({ type: 'note', level: 'warning', host: host.name, message: upperFirst(message) })
}

function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
