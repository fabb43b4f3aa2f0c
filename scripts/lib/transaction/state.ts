import { z } from 'zod'
import { harmless } from '../report/harmless.ts'
import { transactionId } from './transaction.ts'

const phaseState = z.enum(['waiting', 'running', 'done', 'cut-off'])

// A manifest that is damaged may lack anything; that there is a transaction has to be seen all the same.
const fromManifest = z.string().default('unknown')

const transactionState = z.object({
  id: transactionId,
  host: fromManifest,
  run: fromManifest,
  owner: fromManifest,
  from: fromManifest,
  created: fromManifest,
  title: fromManifest,
  meta: z.record(z.string(), z.string()),
  phases: z.partialRecord(z.enum(['prepare', 'switch']), phaseState),
  /** Seconds since 1970 on the host's clock at which it is taken back, unless it is confirmed. */
  armedUntil: z.coerce.number().int().optional(),
  /** The bundle on the host is not what was sent. It can be undone, not run. */
  altered: z.boolean(),
  /** A process works on it right now. */
  working: z.boolean(),
  /** `staged`: nothing was run. `open`: neither confirmed nor being taken back. */
  state: z.enum(['staged', 'open', 'confirmed', 'undoing', 'undone', 'undo-failed']),
})

export type TransactionState = z.infer<typeof transactionState>

/** What a host says of one transaction: lines of tab-separated fields. Throws on anything else. */
export function parseState(text: string): TransactionState {
  const fields: Record<string, unknown> = {}
  const meta: Record<string, string> = {}
  const phases: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const [key = '', first = '', second = ''] = line.split('\t').map(harmless)
    if (key === 'meta') meta[first] = second
    else if (key === 'phase') phases[first] = second
    else if (key === 'armed') fields.armedUntil = first
    else fields[key] = first
  }
  const flags = { altered: fields['altered'] === 'yes', working: fields['working'] === 'yes' }
  return transactionState.parse({ ...fields, meta, phases, ...flags })
}
