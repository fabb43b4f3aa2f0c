import { z } from 'zod'
import { RefitError } from '../errors.ts'
import { json } from '../facts/text.ts'
import { lastLine } from './kubectl.ts'
import type { Kubectl } from './kubectl.ts'

const metadata = z.object({
  name: z.string(),
  namespace: z.string().default(''),
  uid: z.string().default(''),
  annotations: z.record(z.string(), z.string()).default({}),
  labels: z.record(z.string(), z.string()).default({}),
  deletionTimestamp: z.string().optional(),
  ownerReferences: z.array(z.object({ kind: z.string(), name: z.string() })).default([]),
})

const condition = z.object({ type: z.string(), status: z.string(), message: z.string().default('') })

const nodeObject = z.object({
  metadata,
  spec: z.object({ unschedulable: z.boolean().default(false) }).default({ unschedulable: false }),
  status: z.object({
    conditions: z.array(condition).default([]),
    nodeInfo: z.object({
      bootID: z.string(),
      containerRuntimeVersion: z.string(),
      kubeletVersion: z.string(),
    }),
  }),
})

const podObject = z.object({
  metadata,
  spec: z.object({
    nodeName: z.string().default(''),
    volumes: z.array(z.object({ name: z.string(), emptyDir: z.unknown().optional() })).default([]),
  }),
  status: z.object({
    phase: z.string().default(''),
    reason: z.string().default(''),
    conditions: z.array(condition).default([]),
    containerStatuses: z
      .array(
        z.object({
          containerID: z.string().default(''),
          restartCount: z.number().default(0),
          state: z
            .object({
              waiting: z.object({ reason: z.string().default('') }).optional(),
              running: z.unknown().optional(),
            })
            .default({}),
          lastState: z
            .object({ terminated: z.object({ containerID: z.string().default('') }).optional() })
            .default({}),
        }),
      )
      .default([]),
  }),
})

const labelSelector = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
})

const budgetObject = z.object({
  metadata,
  spec: z.object({ selector: labelSelector.optional() }),
  status: z.object({ disruptionsAllowed: z.number().default(0), expectedPods: z.number().default(0) }),
})

export type NodeObject = z.infer<typeof nodeObject>
export type PodObject = z.infer<typeof podObject>
export type LabelSelector = z.infer<typeof labelSelector>
export type BudgetObject = z.infer<typeof budgetObject>

/** One node of the cluster. Throws a RefitError where there is none of that name. */
export async function getNode(kubectl: Kubectl, name: string): Promise<NodeObject> {
  return orThrow(await askNode(kubectl, name))
}

/** All pods that are bound to a node. */
export async function podsOn(kubectl: Kubectl, node: string): Promise<PodObject[]> {
  return orThrow(await askPodsOn(kubectl, node))
}

/** All PodDisruptionBudgets. */
export async function budgets(kubectl: Kubectl): Promise<BudgetObject[]> {
  return orThrow(await askList(kubectl, ['get', 'pdb', '--all-namespaces'], budgetObject))
}

/** As `getNode`, for those who ask again and again: a failure is an answer too. */
export function askNode(kubectl: Kubectl, name: string): Promise<Answer<NodeObject>> {
  return ask(kubectl, ['get', 'node', name], nodeObject)
}

/** As `podsOn`, for those who ask again and again. */
export function askPodsOn(kubectl: Kubectl, node: string): Promise<Answer<PodObject[]>> {
  return askList(
    kubectl,
    ['get', 'pods', '--all-namespaces', `--field-selector=spec.nodeName=${node}`],
    podObject,
  )
}

/** The pods of a namespace: a whole cluster's are too many to be asked for again and again. */
export function askPodsIn(kubectl: Kubectl, namespace: string): Promise<Answer<PodObject[]>> {
  return askList(kubectl, ['--namespace', namespace, 'get', 'pods'], podObject)
}

/** One pod, for those who ask again and again. */
export function askPod(kubectl: Kubectl, namespace: string, name: string): Promise<Answer<PodObject>> {
  return ask(kubectl, ['--namespace', namespace, 'get', 'pod', name], podObject)
}

export function isReady({ status }: { status: { conditions: { type: string; status: string }[] } }): boolean {
  return status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True')
}

/** "namespace/name" */
export function podName({ metadata: { namespace, name } }: PodObject): string {
  return `${namespace}/${name}`
}

/** Pods that a drain leaves where they are: static pods and those of DaemonSets. */
export function staysOnNode({ metadata: { annotations, ownerReferences } }: PodObject): boolean {
  return (
    'kubernetes.io/config.mirror' in annotations ||
    ownerReferences.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node')
  )
}

/** Pods that ended, and will not run again. */
export function hasEnded({ status }: PodObject): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed'
}

/** What the API server said, or why there is no answer. */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; problem: string }

async function askList<Item extends z.ZodType>(
  kubectl: Kubectl,
  words: string[],
  item: Item,
): Promise<Answer<z.infer<Item>[]>> {
  const answer = await ask(kubectl, words, z.object({ items: z.array(item) }))
  return answer.ok ? { ok: true, value: answer.value.items } : answer
}

async function ask<Schema extends z.ZodType>(
  kubectl: Kubectl,
  words: string[],
  schema: Schema,
): Promise<Answer<z.infer<Schema>>> {
  const result = await kubectl([...words, '-o', 'json'], { timeout: 20_000 })
  if (result.code !== 0) return { ok: false, problem: lastLine(result.stderr) || 'kubectl was ended' }
  const parsed = schema.safeParse(json(result.stdout))
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, problem: "the API server's answer cannot be read" }
}

/** The value of an answer. Throws where there is none. */
export function orThrow<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value
  throw new RefitError(`kubectl failed: ${answer.problem}.`, {
    next: 'Check cluster.kubeconfig and cluster.context in the inventory, and that the API server answers.',
  })
}
