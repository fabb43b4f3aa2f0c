import type { Place } from '../check.ts'
import { isRecord } from '../loose.ts'
import { isPodSpec } from '../workload/pod-spec.ts'
import { headingOf, ownerName } from '../workload/workload.ts'
import type { Path, Source } from '../workload/workload.ts'

/** A text in an object that is no pod's spec: a file in a ConfigMap, the expression of an alert. */
export interface Configuration {
  /** "ConfigMap logging/fluent-bit" */
  owner: string
  /** The key that it stands under: "fluent-bit.conf". */
  key: string
  text: string
  /** Where an excerpt of it stands. */
  place: (excerpt: string) => Place
}

/**
 * The texts of an object that programs may read as their configuration. Those of a pod's spec are left to the checks
 * of workloads; annotations hold copies of other things, and a Secret is not looked into. `unnamed` owns what has no kind.
 */
export function configurationsOf({ value, place }: Source, unnamed: string): Configuration[] {
  const { kind, metadata } = headingOf(value)
  if (notRead.has(kind)) return []
  const owner = kind === '' ? unnamed : ownerName(kind, metadata.namespace, metadata.name)
  return textsIn(value, kind !== '').map(({ path, text }) => ({
    owner,
    key: path.findLast(part => typeof part === 'string') ?? '',
    text,
    place: excerpt => place(path, excerpt),
  }))
}

function textsIn(root: unknown, hasPods: boolean): { path: Path; text: string }[] {
  const found: { path: Path; text: string }[] = []
  let left = mostValues
  const walk = (value: unknown, path: Path): void => {
    left -= 1
    if (left < 0 || path.length > deepest) return
    if (typeof value === 'string') found.push({ path, text: value.slice(0, longest) })
    else if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]))
    else if (isRecord(value)) {
      const inPod = hasPods && isPodSpec(value)
      for (const [key, item] of Object.entries(value)) {
        if (!skipped.has(key) && !(inPod && typeof item === 'object')) walk(item, [...path, key])
      }
    }
  }
  walk(root, [])
  return found
}

const notRead = new Set(['Secret', 'CustomResourceDefinition', 'Event', 'List'])
const skipped = new Set(['annotations', 'managedFields', 'status', 'binaryData'])
const mostValues = 50_000
const deepest = 40
/** Of one text, in characters: a ConfigMap holds at most 1 MiB. */
const longest = 1024 * 1024
