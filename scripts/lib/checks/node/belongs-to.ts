import type { DockerFacts } from '../../facts/docker.ts'

/** What a process belongs to, by its control group. */
export interface Belonging {
  /** namespace/name, or the UID where Docker does not know it. */
  pod?: string
  /** The name of a container that Docker runs for others than Kubernetes, or its id. */
  container?: string
  /** "agent.service", "session-3.scope" */
  unit?: string
}

/**
 * Reads a control group: "/system.slice/agent.service"; "/kubepods/burstable/pod8c0c…/…", and with the driver of systemd
 * "/kubepods.slice/…-pod8c0c_….slice/…"; "/docker/5f1e…", "/system.slice/docker-5f1e….scope". Nothing where it says nothing.
 */
export function belongsTo(group: string, docker: DockerFacts | undefined): Belonging {
  const uid = podUid.exec(group)?.[1]?.replaceAll('_', '-')
  if (uid !== undefined) {
    return { pod: docker?.containers.find(({ pod }) => pod === uid)?.podName ?? uid }
  }
  const id = containerId.exec(group)?.[1]
  if (id !== undefined) {
    return { container: docker?.containers.find(container => container.id === id)?.name ?? id.slice(0, 12) }
  }
  const unit = group.slice(group.lastIndexOf('/') + 1)
  return /\.(?:service|scope|slice|socket)$/u.test(unit) ? { unit } : {}
}

const podUid = /\bkubepods.*[-/]pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})/u
const containerId = /\/docker[/-]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/u
