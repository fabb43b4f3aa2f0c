import type { z } from 'zod'
import { anything, flag, integer, isRecord, list, object, text, texts } from '../loose.ts'

const container = object({
  name: text,
  image: text,
  imagePullPolicy: text,
  command: list(text),
  args: list(text),
  /** Tekton's and Argo's scripts. */
  script: text,
  source: text,
  env: list(object({ name: text, value: text, valueFrom: anything })),
  volumeMounts: list(object({ name: text, mountPath: text, subPath: text, subPathExpr: text })),
  resources: object({ requests: texts, limits: texts }),
  securityContext: object({ privileged: flag, capabilities: object({ add: list(text) }) }),
})

const selectorTerm = object({
  matchExpressions: list(object({ key: text, operator: text, values: list(text) })),
  matchFields: list(object({ key: text, operator: text, values: list(text) })),
})

const podSpec = object({
  volumes: list(
    object({
      name: text,
      hostPath: object({ path: text, type: text }),
      emptyDir: anything,
      persistentVolumeClaim: object({ claimName: text }),
    }),
  ),
  hostPID: flag,
  hostNetwork: flag,
  imagePullSecrets: list(object({ name: text })),
  serviceAccountName: text,
  runtimeClassName: text,
  nodeName: text,
  nodeSelector: texts,
  tolerations: list(object({ key: text, operator: text, value: text, effect: text })),
  affinity: object({
    nodeAffinity: object({
      requiredDuringSchedulingIgnoredDuringExecution: object({ nodeSelectorTerms: list(selectorTerm) }),
    }),
    podAntiAffinity: object({
      requiredDuringSchedulingIgnoredDuringExecution: list(
        object({
          topologyKey: text,
          labelSelector: object({
            matchLabels: texts,
            matchExpressions: list(object({ key: text, operator: text, values: list(text) })),
          }),
        }),
      ),
    }),
  }),
  overhead: texts,
  terminationGracePeriodSeconds: integer,
})

export type Container = z.output<typeof container> & {
  /** The way to it from the pod's spec. */
  path: readonly (string | number)[]
  /** Runs before the others, and ends, unless it is a sidecar. */
  init: boolean
}

/** What refit reads of a pod's spec. Whatever is not as it should be is as if it were not there. */
export type PodSpec = z.output<typeof podSpec> & { containers: Container[] }

/** Reads something that looks like a pod's spec: a pod's, a Tekton task's, an Argo template's. Never throws. */
export function parsePodSpec(value: unknown): PodSpec {
  return { ...podSpec.parse(value), containers: containersOf(value) }
}

/** Whether it says what runs, or what of the host is mounted. */
export function isPodSpec(value: Record<string, unknown>): boolean {
  if (listKeys.some(key => hasImages(value[key]))) return true
  if (singleKeys.some(key => isRecord(value[key]) && typeof value[key]['image'] === 'string')) return true
  return (
    Array.isArray(value['volumes']) &&
    value['volumes'].some(volume => isRecord(volume) && 'hostPath' in volume)
  )
}

/** Keys of lists of containers: of pods, then of Tekton's tasks. */
const listKeys = ['containers', 'initContainers', 'ephemeralContainers', 'steps', 'sidecars']
/** Keys of single containers, in Argo's templates. */
const singleKeys = ['container', 'script']

function hasImages(value: unknown): boolean {
  return Array.isArray(value) && value.some(item => isRecord(item) && typeof item['image'] === 'string')
}

function containersOf(value: unknown): Container[] {
  if (!isRecord(value)) return []
  const many = listKeys.flatMap(key => {
    const items = value[key]
    return Array.isArray(items)
      ? items.map((item, index) => ({
          ...container.parse(item),
          path: [key, index],
          init: key === 'initContainers' && !(isRecord(item) && item['restartPolicy'] === 'Always'),
        }))
      : []
  })
  const single = singleKeys
    .filter(key => isRecord(value[key]))
    .map(key => ({ ...container.parse(value[key]), path: [key], init: false }))
  return [...many, ...single]
}
