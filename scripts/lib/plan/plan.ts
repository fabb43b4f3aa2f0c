import { z } from 'zod'
import { nodePath, sha256Sum, step } from './step.ts'

const artifactFile = z.strictObject({
  source: z.string(),
  sha256: sha256Sum,
  /** Bytes. */
  size: z.int(),
  destination: nodePath,
})

/** One line of a plan: what would change, why, how it looks, and the steps that do it. */
const planItem = z.strictObject({
  phase: z.enum(['prepare', 'drain', 'switch', 'release']),
  action: z.enum([
    'create',
    'update',
    'delete',
    'start',
    'stop',
    'restart',
    'enable',
    'disable',
    'install',
    'run',
    'carry',
    'evict',
    'annotate',
  ]),
  /** What it is about: a path, a unit, an image, a pod. */
  subject: z.string(),
  /** Why, or where a value came from; one sentence each. */
  reasons: z.array(z.string()).default([]),
  /** Unified diff of a file. Never holds a secret: a sensitive file has none. */
  diff: z.string().optional(),
  /** True where undo cannot bring it back. */
  irreversible: z.boolean().default(false),
  /** True where the content must not be shown. */
  sensitive: z.boolean().default(false),
  steps: z.array(step).default([]),
  /** An archive of this machine that the steps need on the node; it is sent before they run. */
  artifact: artifactFile.optional(),
})

const note = z.strictObject({
  severity: z.enum(['blocker', 'warning', 'note']),
  /** Which check or rule says it. */
  id: z.string(),
  message: z.string(),
  fix: z.string().optional(),
})

const nodePlan = z.strictObject({
  host: z.string(),
  /** The node's name in the cluster; absent where the task needs no cluster. */
  node: z.string().optional(),
  /** "dockershim (Docker 20.10.24)" */
  from: z.string().optional(),
  to: z.string().optional(),
  items: z.array(planItem),
  notes: z.array(note),
  /** SHA-256 of the facts that the plan rests on: another value at run time makes the plan stale. */
  fingerprint: z.string(),
  /** What each part of the fingerprint was, by name, so that a refusal can say what changed. */
  fingerprintParts: z.record(z.string(), z.string()),
})

export const plan = z.strictObject({
  version: z.literal(1),
  created: z.string(),
  task: z.string(),
  /** "to migrate", "to change", "to roll back": for the summary line. */
  verb: z.string(),
  /** Whatever the task needs to run exactly this again, such as the target runtime. */
  arguments: z.record(z.string(), z.string()),
  nodes: z.array(nodePlan),
})

export type Plan = z.infer<typeof plan>
export type NodePlan = z.infer<typeof nodePlan>
export type PlanItem = z.infer<typeof planItem>
export type Note = z.infer<typeof note>
