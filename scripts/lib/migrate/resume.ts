import type { OpenRun } from '../engine/open-run.ts'
import { inPhase } from '../engine/phase.ts'
import type { Outcome } from '../engine/roll.ts'
import { transactionOnHost } from '../engine/transaction-on-host.ts'
import type { TransactionOnHost } from '../engine/transaction-on-host.ts'
import { messageOf } from '../errors.ts'
import { runtimeNamed } from '../runtimes/runtimes.ts'
import type { TransactionState } from '../transaction/state.ts'
import { standingOf } from './before.ts'
import { containersOf, isInPlaceOf } from './in-place-meta.ts'
import type { Migration } from './migration.ts'
import { release, verify } from './phases.ts'
import type { OpenOnHost } from './resume-plan.ts'
import { takeBack } from './take-back.ts'

/** Ends what is open on one host: a migration with its node verified and released, any other task as it is. */
export async function resumeOn(
  open: OpenRun,
  { host, facts, open: state, ending, plan }: OpenOnHost,
): Promise<Outcome> {
  if (state === undefined) return { result: 'unchanged', changes: 0, message: 'Nothing is open on it.' }
  const place = { run: open.run, host }
  const transaction = transactionOnHost(place, state.id, { begun: true, undone: false, confirmed: false })
  if (state.meta['task'] !== 'migrate') return endTask(open, host.name, transaction, state, ending)
  const migration = await migrationOf({ ...place, facts, plan }, state, transaction)
  if (ending === 'undo') return takenBack(migration, state)
  try {
    await transaction.extend()
    await verify(migration)
    await inPhase(migration, 'confirm', () => transaction.confirm())
  } catch (error) {
    return takeBack(migration, error)
  }
  return release(migration)
}

async function takenBack(migration: Migration, { title }: TransactionState): Promise<Outcome> {
  const outcome = await takeBack(migration, new Error(`"${title}" was left open.`))
  // It is what was asked for here, not a failure.
  return outcome.result === 'rolled-back' ? { ...outcome, result: 'changed', changes: 1 } : outcome
}

async function migrationOf(
  work: Pick<Migration, 'run' | 'host' | 'facts' | 'plan'>,
  { meta }: TransactionState,
  transaction: TransactionOnHost,
): Promise<Migration> {
  const target = runtimeNamed(meta['to'] ?? '')
  const now = await standingOf(work.run.kubectl(work.host), meta['node'] ?? work.host.node)
  const inPlace = isInPlaceOf(meta)
  const schedulable = meta['schedulable'] !== 'no'
  const before = { ...now, schedulable, containers: containersOf(meta) }
  return {
    ...work,
    from: runtimeNamed(meta['from'] ?? ''),
    target,
    becomes: target.describe(work.facts),
    inPlace,
    drains: false,
    before,
    socket: meta['endpoint'] ?? target.socket,
    mark: { cordoned: true, beyondReturn: false },
    transaction: {
      ...transaction,
      run: () => Promise.reject(new Error('a resumed transaction has no phases left')),
    },
  }
}

async function endTask(
  { run }: OpenRun,
  host: string,
  transaction: TransactionOnHost,
  { title }: TransactionState,
  ending: OpenOnHost['ending'],
): Promise<Outcome> {
  const place = { run, host: { name: host } }
  try {
    if (ending === 'finish') await inPhase(place, 'confirm', () => transaction.confirm())
    else await inPhase(place, 'undo', () => transaction.undo('left open by a run that was cut off'))
  } catch (error) {
    return {
      result: 'unknown',
      changes: 0,
      message: messageOf(error),
      next: `On ${host}: sh ${transaction.directory}/undo`,
    }
  }
  return {
    result: 'changed',
    changes: 1,
    message: `${title} is ${ending === 'finish' ? 'in force' : 'taken back'}.`,
  }
}
