import { sh } from '../shell/quote.ts'
import type { TransactionPhase } from './transaction.ts'

// Calls of the functions in controller.sh, which goes before them. Each is one round trip.

/** Locks the host for a run, unpacks the bundle from standard input, starts a phase and follows it to its end. */
export function installAndRun(id: string, phase: TransactionPhase, lock: LockRequest): string {
  return [lockHost(lock, id), sh`receive ${id}`, sh`untouched ${id}`, sh`start ${id} run ${phase}`].join(
    ' && ',
  )
}

/** Succeeds where an archive is on the host, whole. */
export function holds(sha256: string): string {
  return sh`holds ${sha256}`
}

/** Keeps an archive of so many bytes from standard input. */
export function store(sha256: string, bytes: number): string {
  return sh`store ${sha256} ${bytes}`
}

/** Takes a transaction back, and follows that to its end. `confirmed` takes back a confirmed one, too. */
export function undo(id: string, reason: string, options: { confirmed?: boolean } = {}): string {
  const flags = options.confirmed === true ? ['--confirmed'] : []
  return sh`start ${id} undo ${[...flags, reason]}`
}

/** Goes on reading the journal at a byte, until nothing works on the transaction any more. */
export function follow(id: string, offset: number): string {
  return sh`follow ${id} ${offset}`
}

/** Makes it stay. To be asked over a new connection: that one can be had is part of what is confirmed. */
export function confirm(id: string): string {
  return sh`ask ${id} confirm`
}

/** Puts off the time at which the host takes an unconfirmed transaction back to `seconds` from now. */
export function arm(id: string, seconds: number): string {
  return sh`ask ${id} arm ${Math.ceil(seconds)}`
}

/** What transactions there are on a host, and who has its lock: for `parseListing`. */
export function list(): string {
  return 'list'
}

/** Removes all but the newest `keep` transactions that are closed. */
export function prune(keep: number): string {
  return sh`prune ${keep}`
}

/** Locks the host for a run, or refuses with the name of who has it. The same run may ask again. */
export function lockHost(lock: LockRequest, id = '-'): string {
  return sh`lock ${[lock.run, lock.owner, lock.from, id, ...(lock.breakLock === true ? ['--break-lock'] : [])]}`
}

export function unlockHost(run: string): string {
  return sh`unlock ${run}`
}

export interface LockRequest {
  run: string
  /** Who asks, and on which machine: what the next one is told. */
  owner: string
  from: string
  breakLock?: boolean
}
