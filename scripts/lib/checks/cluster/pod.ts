import { isRecord } from '../loose.ts'
import { registryOf } from '../workload/images.ts'
import type { PodSpec } from '../workload/pod-spec.ts'
import { quantities } from './objects.ts'

/** What a pod asks of its node: the sum of its containers, or the largest of those that run before them. */
export function requestsOf({ containers, overhead }: PodSpec): Map<string, number> {
  const total = quantities(overhead)
  const own = containers.map(({ resources, init }) => ({
    init,
    // A limit without a request is a request.
    asked: quantities({ ...resources.limits, ...resources.requests }),
  }))
  for (const { asked } of own.filter(({ init }) => !init)) {
    for (const [name, value] of asked) total.set(name, (total.get(name) ?? 0) + value)
  }
  for (const { asked } of own.filter(({ init }) => init)) {
    for (const [name, value] of asked) total.set(name, Math.max(total.get(name) ?? 0, value))
  }
  return total
}

/** Registries of its images that are not known to be open to all. */
export function privateRegistries({ containers, imagePullSecrets }: PodSpec): string[] {
  if (imagePullSecrets.length > 0) return []
  const hosts = containers.flatMap(({ image }) => registryOf(image) ?? [])
  return [...new Set(hosts.filter(host => !open.test(host)))]
}

/** Whether it has ended, and nothing of it is left to evict. */
export function hasEnded(value: unknown): boolean {
  const status = isRecord(value) ? value['status'] : undefined
  const phase = isRecord(status) ? status['phase'] : undefined
  return phase === 'Succeeded' || phase === 'Failed'
}

const open =
  /(?:^|\.)(?:docker\.io|quay\.io|gcr\.io|ghcr\.io|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|nvcr\.io|registry\.access\.redhat\.com|docker\.elastic\.co|pkg\.dev)$|^localhost(?::|$)/u
