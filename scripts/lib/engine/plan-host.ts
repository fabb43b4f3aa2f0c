import { createHash } from 'node:crypto'
import { z } from 'zod'
import { RefitError, exitCodes, messageOf } from '../errors.ts'
import type { Facts } from '../facts/facts.ts'
import { probe } from '../facts/probe.ts'
import type { Host } from '../inventory/inventory.ts'
import { artifactSpace } from '../plan/artifact-space.ts'
import { change } from '../plan/change.ts'
import type { Change, ChangeInput } from '../plan/change.ts'
import { makeItems } from '../plan/make.ts'
import type { Note, NodePlan, PlanItem } from '../plan/plan.ts'
import { missingTargets, targetsOf } from '../plan/targets.ts'
import { renderer } from '../plan/render.ts'
import type { Session } from '../ssh/session.ts'
import { measured } from './measured.ts'
import type { Task, TaskContext } from './task.ts'

/**
 * Reads a host and says what the task would do to it. Changes nothing. One round trip; a second one only where
 * the first has shown that there is more to read.
 */
export async function planHost(
  session: Session,
  host: Host,
  task: Task,
  clock: () => number,
): Promise<{ facts: Facts; plan: NodePlan }> {
  const targets = task.targets ?? []
  const first = await probe(session, targets, clock)
  const changes = changesOf(task, contextOf(host, first))
  const named = missingTargets(task.targetsFrom?.(first) ?? [], first.observed)
  const missing = [...named, ...missingTargets(targetsOf(changes), first.observed)]
  const facts = missing.length === 0 ? first : await probe(session, [...targets, ...missing], clock)
  const context = contextOf(host, facts)
  // What was read late may be what the changes hang on.
  const last = named.length === 0 ? changes : changesOf(task, context)
  return { facts, plan: nodePlan(task, context, await measured(last)) }
}

// Everything else that would be found wrong on such a host may be what that transaction is about to put right.
function openNote({ openTransaction: open }: Facts): Note[] | undefined {
  if (open === undefined) return undefined
  return [
    {
      severity: 'blocker',
      id: 'open-transaction',
      message: `The transaction ${open.id} (${open.title}) of ${open.owner} on ${open.from}, run ${open.run}, is ${open.state} on it.`,
      fix: 'Let that run end; if it is dead, npx zx scripts/resume.mjs finishes it or takes it back.',
    },
  ]
}

/** What a task is given of a host. */
export function contextOf(host: Host, facts: Facts): TaskContext {
  return { facts, host, vars: host.vars, render: renderer(host.settings.templates) }
}

function nodePlan(task: Task, context: TaskContext, changes: readonly Change[]): NodePlan {
  const items = makeItems(changes, context.facts.observed)
  const parts = fingerprintParts(items)
  const node = context.facts.kubelet?.nodeName
  return {
    host: context.host.name,
    ...(node === undefined ? {} : { node: context.host.node }),
    ...task.fromTo?.(context),
    items,
    notes: openNote(context.facts) ?? [
      ...(task.notes?.(context) ?? []),
      ...artifactSpace(items, context.facts),
    ],
    fingerprint: digest(JSON.stringify(parts)),
    fingerprintParts: parts,
  }
}

/**
 * One digest for each thing that would be done: another digest means that the plan is stale. Images come and
 * go on a node that works, so they are left out; those that are there at run time are carried.
 */
function fingerprintParts(items: readonly PlanItem[]): Record<string, string> {
  const fixed = items.filter(({ action }) => action !== 'carry')
  return Object.fromEntries(
    fixed.map(({ action, subject, steps, diff }, index) => [
      `${index + 1}. ${action} ${subject}`,
      digest(JSON.stringify([steps, diff])),
    ]),
  )
}

function changesOf(task: Task, context: TaskContext): Change[] {
  const parsed = z.array(change).safeParse(asked(task, context))
  if (parsed.success) return parsed.data
  throw wrong(task, context, `gave changes that are not valid: ${z.prettifyError(parsed.error)}`)
}

function asked(task: Task, context: TaskContext): ChangeInput[] {
  try {
    return task.changes(context).map(one => rendered(one, context))
  } catch (error) {
    if (error instanceof RefitError) throw error
    throw wrong(task, context, `has failed: ${messageOf(error)}`, error)
  }
}

function wrong(task: Task, { host }: TaskContext, what: string, cause?: unknown): RefitError {
  return new RefitError(`The task "${task.name}" ${what}`, {
    host: host.name,
    state: 'Nothing was changed.',
    exitCode: exitCodes.usage,
    cause,
  })
}

// A template passes in silence over a list or a condition that is not there, and somebody misspelt a variable.
function rendered(one: ChangeInput, { render }: TaskContext): ChangeInput {
  if (one.type !== 'template') return one
  const { template, context, ...file } = one
  const missing = Object.entries(context).find(([, value]) => value === undefined)
  if (missing !== undefined) throw new Error(`${template} is given no ${missing[0]}`)
  return { ...file, type: 'file', content: render(template, context) }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
