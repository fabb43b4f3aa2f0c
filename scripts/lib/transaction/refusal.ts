import { RefitError } from '../errors.ts'
import type { RefitErrorOptions } from '../errors.ts'
import { harmless } from '../report/harmless.ts'

/** A host that does not do what it was asked, and says why. `code` is one of transaction.sh's. */
export class HostRefusal extends RefitError {
  override name = 'HostRefusal'
  static readonly noTransaction = 66
  readonly code: number
  /** Nothing was done for what was asked: the host said so, and did not just fail on the way. */
  get didNothing(): boolean {
    return this.code === HostRefusal.noTransaction || next.has(this.code)
  }

  constructor(code: number, message: string, options: RefitErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What a host says when it does not do what it was asked, as an error. The codes are those of transaction.sh. */
export function refusal(host: string, code: number, stderr: string): HostRefusal {
  const said = stderr
    .split('\n')
    .map(line => harmless(line.replace(/^refit: /, '')).trim())
    .filter(line => line !== '')
  const message = said.at(-1) ?? `transaction.sh ended with code ${code} and said nothing`
  const advice = next.get(code)
  return new HostRefusal(code, `${host}: ${message}.`, {
    host,
    ...(advice === undefined ? {} : { next: advice }),
  })
}

const next = new Map([
  [65, 'Run it again: it sends a new bundle.'],
  [69, 'Put that right on the host, and run it again.'],
  [73, 'See `npx zx scripts/status.mjs`; `npx zx scripts/resume.mjs` finishes or takes back what is open.'],
  [75, 'See `npx zx scripts/status.mjs`; `npx zx scripts/resume.mjs` finishes or takes back what is open.'],
])
