import type { Session } from '../ssh/session.ts'
import { ask, nodeScript } from './ask.ts'
import type { OnRemark } from './ask.ts'
import { bundle } from './bundle.ts'
import * as commands from './commands.ts'
import { journalReader } from './journal-reader.ts'
import type { JournalReader, StepFailure } from './journal-reader.ts'
import type { JournalEntry } from './journal.ts'
import { parseListing } from './listing.ts'
import type { Listing } from './listing.ts'
import type { TransactionState } from './state.ts'
import type { TransactionInput, TransactionPhase } from './transaction.ts'

export interface FollowOptions {
  /** Pass one in to go on after a lost connection, or to collect over both phases. */
  reader?: JournalReader
  signal?: AbortSignal
  onRemark?: OnRemark
}

export interface PhaseResult {
  /** How the phase, or the undo, ended, as read from the host. `cut-off`: nothing works on it, and it did not end. */
  outcome: 'done' | 'undone' | 'undo-failed' | 'cut-off'
  failure?: StepFailure
  state: TransactionState
}

type OnEntry = (entry: JournalEntry) => void

/**
 * Locks the host, sends the bundle, runs a phase and follows it to its end: one round trip.
 * Throws RefitError where the host refuses. Rejects with the session's ConnectionLost where it goes on unseen:
 * then `resumeFollow` with the same reader.
 */
export async function runPhase(
  session: Session,
  transaction: TransactionInput,
  phase: TransactionPhase,
  onEntry: OnEntry,
  options: FollowOptions & { breakLock?: boolean } = {},
): Promise<PhaseResult> {
  const { run, owner, from } = transaction
  const { id, tar } = bundle(transaction, await nodeScript('transaction.sh'))
  const reader = options.reader ?? journalReader()
  reader.phase = phase
  const lock = { run, owner, from, breakLock: options.breakLock ?? false }
  const call = commands.installAndRun(id, phase, lock)
  return phaseResult(reader, await read(session, call, onEntry, { ...options, reader }, tar))
}

/**
 * Goes on reading where `reader` was, or from the start, to the end of what is being done on the host. It is done
 * when the phase is that `reader` waits for; with a new reader, when all phases are.
 */
export async function resumeFollow(
  session: Session,
  id: string,
  onEntry: OnEntry,
  options: FollowOptions = {},
): Promise<PhaseResult> {
  const reader = options.reader ?? journalReader()
  const call = commands.follow(id, reader.offset)
  return phaseResult(reader, await read(session, call, onEntry, { ...options, reader }))
}

/** Takes a transaction back, however far it got, and follows that. `confirmed`: even if it was confirmed. */
export async function undoTransaction(
  session: Session,
  id: string,
  reason: string,
  onEntry: OnEntry,
  options: FollowOptions & { confirmed?: boolean } = {},
): Promise<PhaseResult> {
  const call = commands.undo(id, reason, { confirmed: options.confirmed ?? false })
  const reader = options.reader ?? journalReader()
  const state = await read(session, call, onEntry, { ...options, reader })
  const end = state.state
  return { outcome: end === 'undone' || end === 'undo-failed' ? end : 'cut-off', state }
}

/** Puts an archive on the host, for the steps that unpack it. Gives whether it had to be sent. */
export async function storeArtifact(
  session: Session,
  sha256: string,
  archive: () => Promise<Uint8Array>,
  signal?: AbortSignal,
): Promise<boolean> {
  const script = await nodeScript('controller.sh')
  const { code } = await session.run(`${script}\n${commands.holds(sha256)}\n`)
  if (code === 0) return false
  const input = await archive()
  const options = { input, timeout: longestTransfer, ...(signal === undefined ? {} : { signal }) }
  await ask(session, commands.store(sha256, input.length), options)
  return true
}

/** Milliseconds: 100 MB over a line of 1 Mbit/s take a quarter of an hour. */
const longestTransfer = 30 * 60_000

/** Makes a transaction stay. Give it a session of its own, opened after the host was verified. */
export async function confirmTransaction(session: Session, id: string, onRemark?: OnRemark): Promise<void> {
  await ask(session, commands.confirm(id), {}, onRemark)
}

/** Puts the time at which the host takes the transaction back to `seconds` from now. */
export async function extendTransaction(session: Session, id: string, seconds: number): Promise<void> {
  await ask(session, commands.arm(id, seconds))
}

export async function listTransactions(session: Session): Promise<Listing> {
  const { stdout } = await ask(session, commands.list())
  return parseListing(stdout)
}

/** Keeps the newest `keep` closed transactions, and no archive; gives the ids, and "archive SHA256", of what it removed. */
export async function pruneTransactions(session: Session, keep: number): Promise<string[]> {
  const { stdout } = await ask(session, commands.prune(keep))
  return stdout.split('\n').flatMap(line => (line.startsWith('pruned\t') ? [line.slice(7)] : []))
}

/** Locks a host before there is a transaction on it. Throws RefitError where another run has it. */
export async function lockHost(
  session: Session,
  lock: commands.LockRequest,
  onRemark: OnRemark,
): Promise<void> {
  await ask(session, commands.lockHost(lock), {}, onRemark)
}

export async function unlockHost(session: Session, run: string): Promise<void> {
  await ask(session, commands.unlockHost(run))
}

function phaseResult({ phase, failure }: JournalReader, state: TransactionState): PhaseResult {
  return { outcome: outcomeOf(state, phase), state, ...(failure === undefined ? {} : { failure }) }
}

function outcomeOf({ state, phases }: TransactionState, phase?: TransactionPhase): PhaseResult['outcome'] {
  if (state === 'undone' || state === 'undo-failed') return state
  if (state === 'undoing') return 'cut-off'
  const awaited = phase === undefined ? Object.values(phases) : [phases[phase]]
  return awaited.every(item => item === 'done') ? 'done' : 'cut-off'
}

async function read(
  session: Session,
  call: string,
  onEntry: OnEntry,
  { reader, signal, onRemark }: FollowOptions & { reader: JournalReader },
  input?: Uint8Array,
): Promise<TransactionState> {
  reader.restart()
  const asked = {
    ...(input === undefined ? {} : { input }),
    ...(signal === undefined ? {} : { signal }),
    onLine: (line: string) => reader.read(line).forEach(entry => onEntry(entry)),
  }
  await ask(session, call, asked, onRemark)
  return reader.state()
}
