import { gte } from 'semver'
import type { Note } from '../plan/plan.ts'
import { readDocker } from '../settings/docker.ts'
import { criDockerdProgram } from './cri-dockerd-program.ts'
import { dockerGate } from './docker-target.ts'
import type { RuntimeContext } from './runtime.ts'
import { isVersion } from './version.ts'

/** Bytes at which Docker itself will rotate logs: what it is told anew, else what it has; undefined for never. */
export function dockerLogSize({
  facts,
  carried,
}: Pick<RuntimeContext, 'facts' | 'carried'>): number | undefined {
  return carried.logs?.value.size ?? readDocker(facts).logs?.value.size
}

/** What stands in the way of cri-dockerd on this node, and what should be known before. */
export function criDockerdGate(context: RuntimeContext): Note[] {
  return [...installed(context), ...streaming(context), ...logs(context), ...dockerGate(context)]
}

function installed(context: RuntimeContext): Note[] {
  const { facts, version } = context
  const program = criDockerdProgram(context)
  if (program === undefined) {
    const wanted = version === undefined ? 'cri-dockerd' : `cri-dockerd ${version}`
    const message =
      facts.criDockerd === undefined
        ? 'cri-dockerd is not installed.'
        : `${wanted} was asked for, and the node has ${facts.criDockerd.version}.`
    const fix = 'Name its archive or its package in criDockerd.install of the inventory, or install it.'
    return [{ severity: 'blocker', id: 'cri-dockerd-missing', message, fix }]
  }
  if (version === undefined || program.version === undefined || isVersion(program.version, version)) return []
  const message = `cri-dockerd ${version} was asked for, and criDockerd.install of the inventory brings ${program.version}.`
  return [{ severity: 'blocker', id: 'cri-dockerd-version', message }]
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
function logs(context: RuntimeContext): Note[] {
  if (dockerLogSize(context) !== undefined || context.current.id === 'cri-dockerd') return []
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
