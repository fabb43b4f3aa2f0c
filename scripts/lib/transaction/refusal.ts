import { RefitError } from '../errors.ts'
import { harmless } from '../report/harmless.ts'

/** What a host says when it does not do what it was asked, as an error. The codes are those of transaction.sh. */
export function refusal(host: string, code: number, stderr: string): RefitError {
  const said = stderr
    .split('\n')
    .map(line => harmless(line.replace(/^refit: /, '')).trim())
    .filter(line => line !== '')
  const message = said.at(-1) ?? `transaction.sh ended with code ${code} and said nothing`
  const advice = next.get(code)
  return new RefitError(`${host}: ${message}.`, { host, ...(advice === undefined ? {} : { next: advice }) })
}

const next = new Map([
  [65, 'Run it again: it sends a new bundle.'],
  [69, 'Put that right on the host, and run it again.'],
  [73, 'See `npx zx scripts/status.mjs`; `npx zx scripts/resume.mjs` finishes or takes back what is open.'],
  [75, 'See `npx zx scripts/status.mjs`; `npx zx scripts/resume.mjs` finishes or takes back what is open.'],
])
