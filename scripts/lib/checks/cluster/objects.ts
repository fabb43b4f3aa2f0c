import { anything, flag, integer, list, object, text, texts } from '../loose.ts'
import type { Budget, ClusterNode, Selector, Volume } from './cluster.ts'
import { quantity } from './quantity.ts'

const node = object({
  metadata: object({ name: text, labels: texts }),
  spec: object({ unschedulable: flag, taints: list(object({ key: text, value: text, effect: text })) }),
  status: object({
    allocatable: texts,
    conditions: list(object({ type: text, status: text })),
    nodeInfo: object({
      containerRuntimeVersion: text,
      kubeletVersion: text,
      osImage: text,
      kernelVersion: text,
    }),
  }),
})

/** A node of the API's list. */
export function parseNode(value: unknown): ClusterNode {
  const { metadata, spec, status } = node.parse(value)
  const { containerRuntimeVersion, kubeletVersion, osImage, kernelVersion } = status.nodeInfo
  return {
    ...metadata,
    ...spec,
    ready: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    allocatable: quantities(status.allocatable),
    runtime: containerRuntimeVersion,
    kubelet: kubeletVersion,
    os: osImage,
    kernel: kernelVersion,
  }
}

const selector = object({
  matchLabels: texts,
  matchExpressions: list(object({ key: text, operator: text, values: list(text) })),
})

/** A label selector; undefined where it is none, or asks what is not known. */
export function parseSelector(value: unknown): Selector | undefined {
  if (value === undefined || value === null) return undefined
  const { matchLabels, matchExpressions } = selector.parse(value)
  const known = matchExpressions.flatMap(expression => {
    const operator = operators.find(name => name === expression.operator)
    return operator === undefined ? [] : [{ ...expression, operator }]
  })
  return known.length < matchExpressions.length ? undefined : { matchLabels, matchExpressions: known }
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const

const budget = object({
  metadata: object({ name: text, namespace: text }),
  spec: object({
    selector: anything,
    maxUnavailable: text,
    minAvailable: text,
    unhealthyPodEvictionPolicy: text,
  }),
  status: object({
    disruptionsAllowed: integer,
    expectedPods: integer,
    currentHealthy: integer,
    desiredHealthy: integer,
  }),
})

/** A PodDisruptionBudget of the API's list. */
export function parseBudget(value: unknown): Budget {
  const { metadata, spec, status } = budget.parse(value)
  return {
    ...metadata,
    selector: parseSelector(spec.selector),
    maxUnavailable: spec.maxUnavailable,
    minAvailable: spec.minAvailable,
    allowed: status.disruptionsAllowed ?? 0,
    expected: status.expectedPods ?? 0,
    healthy: status.currentHealthy ?? 0,
    desired: status.desiredHealthy ?? 0,
    unhealthyPolicy: spec.unhealthyPodEvictionPolicy,
  }
}

const volume = object({
  metadata: object({ name: text }),
  spec: object({
    claimRef: object({ namespace: text, name: text }),
    nodeAffinity: object({
      required: object({
        nodeSelectorTerms: list(
          object({ matchExpressions: list(object({ key: text, operator: text, values: list(text) })) }),
        ),
      }),
    }),
    local: object({ path: text }),
    hostPath: object({ path: text }),
  }),
})

/** A PersistentVolume whose data is on nodes; undefined for one that is anywhere else. */
export function parseVolume(value: unknown): Volume | undefined {
  const { metadata, spec } = volume.parse(value)
  if (spec.local.path === '' && spec.hostPath.path === '') return undefined
  const hosts = spec.nodeAffinity.required.nodeSelectorTerms
    .flatMap(({ matchExpressions }) => matchExpressions)
    .filter(({ key, operator }) => key === 'kubernetes.io/hostname' && operator === 'In')
    .flatMap(({ values }) => values)
  const { namespace, name } = spec.claimRef
  return { name: metadata.name, claim: name === '' ? '' : `${namespace}/${name}`, hosts }
}

/** Quantities by resource; what is none is left out. */
export function quantities(written: Readonly<Record<string, string>>): Map<string, number> {
  return new Map(
    Object.entries(written).flatMap(([name, value]) => {
      const number = quantity(value)
      return number === undefined ? [] : [[name, number] as const]
    }),
  )
}
