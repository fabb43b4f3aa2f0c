import { readFile } from 'node:fs/promises'
import type { RunOptions, RunResult, Session } from '../ssh/session.ts'
import { bundle } from './bundle.ts'
import * as commands from './commands.ts'
import { journalReader } from './journal-reader.ts'
import type { JournalReader, StepFailure } from './journal-reader.ts'
import type { JournalEntry } from './journal.ts'
import { parseListing } from './listing.ts'
import type { Listing } from './listing.ts'
import { refusal } from './refusal.ts'
import type { TransactionState } from './state.ts'
import type { TransactionInput, TransactionPhase } from './transaction.ts'

export interface FollowOptions {
  /** Pass one in to go on after a lost connection, or to collect over both phases. */
  reader?: JournalReader
  signal?: AbortSignal
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
  const lock = { run, owner, from, breakLock: options.breakLock ?? false }
  const { state, failure } = await read(
    session,
    commands.installAndRun(id, phase, lock),
    onEntry,
    options,
    tar,
  )
  const outcome = outcomeOf(state, state.phases[phase] === 'done' ? 'done' : 'cut-off')
  return { outcome, state, ...(failure === undefined ? {} : { failure }) }
}

/** Goes on reading where `reader` was, or from the start, to the end of what is being done on the host. */
export async function resumeFollow(
  session: Session,
  id: string,
  onEntry: OnEntry,
  options: FollowOptions = {},
): Promise<PhaseResult> {
  const reader = options.reader ?? journalReader()
  reader.restart()
  const call = commands.follow(id, reader.offset)
  const { state, failure } = await read(session, call, onEntry, { ...options, reader })
  const ended = Object.values(state.phases).every(phase => phase === 'done' || phase === 'waiting')
  return {
    outcome: outcomeOf(state, ended ? 'done' : 'cut-off'),
    state,
    ...(failure === undefined ? {} : { failure }),
  }
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
  const { state } = await read(session, call, onEntry, options)
  return { outcome: outcomeOf(state, 'cut-off'), state }
}

/** Makes a transaction stay. Give it a session of its own, opened after the host was verified. */
export async function confirmTransaction(session: Session, id: string): Promise<void> {
  await ask(session, commands.confirm(id))
}

/** Puts the time at which the host takes the transaction back to `seconds` from now. */
export async function extendTransaction(session: Session, id: string, seconds: number): Promise<void> {
  await ask(session, commands.arm(id, seconds))
}

export async function listTransactions(session: Session): Promise<Listing> {
  const { stdout } = await ask(session, commands.list())
  return parseListing(stdout)
}

/** Keeps the newest `keep` closed transactions; gives the ids of those that it removed. */
export async function pruneTransactions(session: Session, keep: number): Promise<string[]> {
  const { stdout } = await ask(session, commands.prune(keep))
  return stdout.split('\n').flatMap(line => (line.startsWith('pruned\t') ? [line.slice(7)] : []))
}

/** Locks a host before there is a transaction; gives what is to be said about it, such as a stale lock taken over. */
export async function lockHost(session: Session, lock: commands.LockRequest): Promise<string> {
  const { stderr } = await ask(session, commands.lockHost(lock))
  return stderr.trim()
}

export async function unlockHost(session: Session, run: string): Promise<void> {
  await ask(session, commands.unlockHost(run))
}

function outcomeOf(state: TransactionState, otherwise: 'done' | 'cut-off'): PhaseResult['outcome'] {
  return state.state === 'undone' || state.state === 'undo-failed' ? state.state : otherwise
}

async function read(
  session: Session,
  call: string,
  onEntry: OnEntry,
  options: FollowOptions,
  input?: Uint8Array,
): Promise<{ state: TransactionState; failure: StepFailure | undefined }> {
  const reader = options.reader ?? journalReader()
  reader.restart()
  const { stderr } = await ask(session, call, {
    ...(input === undefined ? {} : { input }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onLine: line => reader.read(line).forEach(entry => onEntry(entry)),
  })
  const state = reader.state()
  if (state.state === 'staged') throw refusal(session.host, 73, stderr)
  return { state, failure: reader.failure }
}

async function ask(session: Session, call: string, options: RunOptions = {}): Promise<RunResult> {
  const result = await session.run(`${await nodeScript('controller.sh')}\n${call}\n`, options)
  if (result.code !== 0) throw refusal(session.host, result.code, result.stderr)
  return result
}

function nodeScript(name: 'controller.sh' | 'transaction.sh'): Promise<string> {
  return readFile(new URL(`../../node/${name}`, import.meta.url), 'utf8')
}
