import type { Place } from '../check.ts'
import { integer, isRecord, list, object, text, texts } from '../loose.ts'
import { isPodSpec, parsePodSpec } from './pod-spec.ts'
import type { PodSpec } from './pod-spec.ts'

/** The way to a value: keys of maps, indexes of lists. */
export type Path = readonly (string | number)[]

/** Anything that runs pods or is one, with its pod's spec: what the checks of workloads look at. */
export interface Workload {
  /** "Deployment shop/api" */
  owner: string
  kind: string
  namespace: string
  name: string
  /** Labels of its pods, where they are known. */
  labels: Readonly<Record<string, string>>
  /** How many pods it wants, where that can be chosen. */
  replicas: number | undefined
  spec: PodSpec
  /** Where something in `spec` stands; with `excerpt`, that within it. */
  place: (path: Path, excerpt?: string) => Place
}

/** An object of the API or of a manifest, and where its parts stand. */
export interface Source {
  value: unknown
  /** The place of a value, or of the nearest that is there; with `excerpt`, of that within it. */
  place: (path: Path, excerpt?: string) => Place
}

const heading = object({
  apiVersion: text,
  kind: text,
  metadata: object({
    name: text,
    generateName: text,
    namespace: text,
    labels: texts,
    annotations: texts,
    uid: text,
    ownerReferences: list(object({ kind: text, name: text, uid: text, controller: text })),
  }),
  spec: object({ replicas: integer }),
})

/** What every object has. Never throws. */
export function headingOf(value: unknown) {
  return heading.parse(value)
}

/** "Deployment shop/api"; without its namespace where it says none. */
export function ownerName(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
}

/**
 * Every pod's spec in an object, wherever it stands: so a custom resource that embeds one is found as a Deployment
 * is. Gives up, in silence, at depths and sizes that no object of an API server has.
 */
export function workloadsOf({ value, place }: Source): Workload[] {
  const { kind, metadata, spec } = headingOf(value)
  if (kind === '' || kind === 'CustomResourceDefinition') return []
  const name = metadata.name === '' ? metadata.generateName : metadata.name
  return podSpecsIn(value).map(found => ({
    owner: ownerName(kind, metadata.namespace, name),
    kind,
    namespace: metadata.namespace,
    name,
    labels: kind === 'Pod' ? metadata.labels : found.labels,
    replicas: spec.replicas ?? (scalable.has(kind) ? 1 : undefined),
    spec: parsePodSpec(found.value),
    place: (path, excerpt) => place([...found.path, ...path], excerpt),
  }))
}

/** Where replicas are left out, these have one. */
const scalable = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'])

interface FoundSpec {
  path: Path
  value: unknown
  labels: Record<string, string>
}

function podSpecsIn(root: unknown): FoundSpec[] {
  const found: FoundSpec[] = []
  let left = mostValues
  const walk = (value: unknown, path: Path, parent: unknown): void => {
    left -= 1
    if (left < 0 || path.length > deepest) return
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index], value))
    if (!isRecord(value)) return
    if (isPodSpec(value)) found.push({ path, value, labels: headingOf(parent).metadata.labels })
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'object' && !insidePodSpec.has(key)) walk(item, [...path, key], value)
    }
  }
  walk(root, [], undefined)
  return found
}

/** No pod's spec stands below these, and they hold most of what an object holds. */
const insidePodSpec = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'volumes',
  'status',
  'managedFields',
])
const mostValues = 50_000
const deepest = 40
