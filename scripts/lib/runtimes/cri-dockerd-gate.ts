import { gte } from 'semver'
import type { Note } from '../plan/plan.ts'
import { dockerGate } from './docker-target.ts'
import type { RuntimeContext } from './runtime.ts'

/** What stands in the way of cri-dockerd on this node, and what should be known before. */
export function criDockerdGate(context: RuntimeContext): Note[] {
  return [...installed(context), ...streaming(context), ...logs(context), ...dockerGate(context)]
}

function installed({ facts: { criDockerd } }: RuntimeContext): Note[] {
  if (criDockerd !== undefined) return []
  return [
    {
      severity: 'blocker',
      id: 'cri-dockerd-missing',
      message: 'cri-dockerd is not installed.',
      fix: 'Install the package cri-dockerd, or put its program into /usr/bin.',
    },
  ]
}

function streaming({ facts: { kubelet } }: RuntimeContext): Note[] {
  if (kubelet === undefined || !gte(kubelet.version, '1.36.0')) return []
  return [
    {
      severity: 'warning',
      id: 'cri-dockerd-streaming',
      message: `kubectl exec, attach and port-forward fail with cri-dockerd under kubelet ${kubelet.version}, so that ExtendWebSocketsToKubelet is turned off in kubelet.`,
      fix: 'Plan for containerd or CRI-O: the gate will go (cri-dockerd, issues 560 and 569).',
    },
  ]
}

// Docker's own log files without a limit, and kubelet that would rotate them at 10 Mi, which Docker does not notice.
function logs({ carried, current }: RuntimeContext): Note[] {
  if (carried.logs?.value.size !== undefined || current.id === 'cri-dockerd') return []
  return [
    {
      severity: 'warning',
      id: 'cri-dockerd-logs',
      message:
        'Docker has no max-size for logs: kubelet will try to rotate them at its own limit, which Docker cannot follow (cri-dockerd, issue 35).',
      fix: 'Set log-opts max-size in /etc/docker/daemon.json, below containerLogMaxSize of kubelet.',
    },
  ]
}
