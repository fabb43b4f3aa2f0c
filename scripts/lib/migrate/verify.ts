import { proveWithPod, smokePod } from '../cluster/smoke-pod.ts'
import { waitForNode } from '../cluster/verify.ts'
import { waitUntil } from '../cluster/wait.ts'
import type { WaitOptions } from '../cluster/wait.ts'
import { onceMore } from '../engine/once-more.ts'
import { telling, waitIn } from '../engine/phase.ts'
import type { Work } from '../engine/run.ts'
import { RefitError } from '../errors.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { sandboxImage } from '../runtimes/sandbox-image.ts'
import type { Session } from '../ssh/session.ts'
import type { Before } from './before.ts'

/**
 * Proves that a node works on a runtime. Ready is not enough: the runtime answers, no pod is left in the other
 * one, every pod that stayed runs again, and a new pod starts, logs and takes a command. Throws a RefitError.
 */
export async function verifyNode(work: Work, runtime: Runtime, before: Before): Promise<void> {
  const kubectl = work.run.kubectl(work.host)
  const wait = waitIn(work, 'verify')
  await verifyOnNode(work, runtime, wait)
  await waitForNode(kubectl, before.node, runtime.reportedAs, before.stayed, wait)
  const settings = work.host.settings.verify
  if (!settings.smoke) return
  telling(work, 'verify')('a smoke pod is started')
  const { image } = sandboxImage({ facts: work.facts, settings: work.host.settings })
  await proveWithPod(kubectl, smokePod(before.node, work.run.id, settings, image), wait)
}

/** Waits until the node itself says that kubelet runs and its runtime answers. Throws a RefitError. */
export async function verifyOnNode(work: Work, runtime: Runtime, wait: WaitOptions): Promise<void> {
  const { run, host, facts } = work
  const script = nodeScript(runtime, runtime.probeScript({ facts, settings: host.settings }))
  const missing = await waitUntil(
    async () => {
      const ask = (session: Session) => session.run(script, { timeout: 60_000 })
      const { code, stderr } = await onceMore({ run, host }, ask)
      return code === 0 ? undefined : stderr.trim() || `exit code ${code}`
    },
    { ...wait, timeout: Math.min(wait.timeout, 60_000), interval: 3000 },
  )
  if (missing !== undefined) throw new RefitError(`The node does not pass: ${missing}.`, { host: host.name })
}

// Docker may be stopped by now, or up for others; only a Docker that runs can run pods of Kubernetes.
function nodeScript(runtime: Runtime, probe: string): string {
  const noPodsInDocker = `left=$(docker ps -q --filter label=io.kubernetes.pod.uid 2>/dev/null)
[ -z "$left" ] || { echo "containers of Kubernetes still run in Docker: $left" >&2; exit 1; }
`
  return `systemctl is-active --quiet kubelet.service || { echo "kubelet does not run" >&2; exit 1; }
( ${probe.trim()} ) || exit 1\n${runtime.reportedAs === 'docker' ? '' : noPodsInDocker}`
}
