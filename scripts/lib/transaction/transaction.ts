import { z } from 'zod'
import { oneLine, step } from '../plan/step.ts'

export const transactionId = z.string().regex(/^\d{8}T\d{6}Z-[a-z0-9]{6}$/, 'expected a transaction id')

const metaKey = z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case words joined by "-"')

/** All that one run does to one host, in order. It becomes a bundle, and its state on the node. */
export const transaction = z.strictObject({
  id: transactionId,
  /** The host as the inventory calls it. */
  host: oneLine,
  /** Which run of refit it belongs to. */
  run: oneLine,
  /** Who runs it, and from which machine: what a second controller is told. */
  owner: oneLine,
  from: oneLine,
  /** ISO 8601 time. */
  created: oneLine,
  title: oneLine,
  /** What happens when a step fails: `undo` takes everything back, `stop` leaves that to the controller. */
  onFailure: z.enum(['undo', 'stop']).default('undo'),
  /** Seconds after the start of the switch in which it must be confirmed, or the node takes it back. */
  confirmWithin: z.int().min(1).max(86_400).optional(),
  /** Facts that a later rollback needs, such as the annotation that was there before. */
  meta: z.record(metaKey, oneLine).default({}),
  steps: z.array(z.strictObject({ phase: z.enum(['prepare', 'switch']), title: oneLine, step })),
})

export type Transaction = z.infer<typeof transaction>
export type TransactionInput = z.input<typeof transaction>
export type TransactionStep = Transaction['steps'][number]
export type TransactionPhase = TransactionStep['phase']
