import { proveWithPod, smokePod } from '../cluster/smoke-pod.ts'
import { waitForNode } from '../cluster/verify.ts'
import { waitUntil } from '../cluster/wait.ts'
import type { WaitOptions } from '../cluster/wait.ts'
import { onceMore } from '../engine/once-more.ts'
import { telling, waitIn } from '../engine/phase.ts'
import { RefitError } from '../errors.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { sandboxImage } from '../runtimes/sandbox-image.ts'
import type { Session } from '../ssh/session.ts'
import type { NodeChange } from './migration.ts'
import { expectSameContainers } from './same-containers.ts'

/**
 * Proves that a node works on its new runtime. Ready is not enough: the runtime answers, no pod is left in the other
 * one, every pod that stayed runs again, and a new pod starts, logs and takes a command. Where containers were to run
 * through the change, they are the same. Throws a RefitError.
 */
export async function verifyNode(change: NodeChange): Promise<void> {
  const { run, host, facts, from, target, before } = change
  const kubectl = run.kubectl(host)
  const wait = waitIn(change, 'verify')
  await verifyOnNode(change, target, from, wait)
  await waitForNode(kubectl, before.node, target.reportedAs, before.stayed, wait)
  if (change.inPlace) await expectSameContainers(change)
  const settings = host.settings.verify
  if (!settings.smoke) return
  telling(change, 'verify')('a smoke pod is started')
  const { image } = sandboxImage({ facts, settings: host.settings, target })
  await proveWithPod(kubectl, smokePod(before.node, run.id, settings, image), wait)
}

/**
 * Waits until the node itself says that kubelet runs, its runtime answers, and nothing of Kubernetes is left in the
 * other one. Throws a RefitError.
 */
export async function verifyOnNode(
  change: NodeChange,
  runtime: Runtime,
  other: Runtime,
  wait: WaitOptions,
): Promise<void> {
  const { run, host } = change
  const script = nodeScript(change, runtime, other)
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

function nodeScript({ facts, host }: NodeChange, runtime: Runtime, other: Runtime): string {
  const probe = runtime.probeScript({ facts, settings: host.settings })
  // dockershim and cri-dockerd have their containers in the same Docker.
  const left =
    other.reportedAs === runtime.reportedAs
      ? ''
      : `left=$( (
${other.podsScript(facts).trim()}
) 2>/dev/null | tr '\\n' ' ')
[ -z "$left" ] || { echo "containers of Kubernetes still run in ${other.id}: $left" >&2; exit 1; }
`
  return `systemctl is-active --quiet kubelet.service || { echo "kubelet does not run" >&2; exit 1; }
( ${probe.trim()} ) || exit 1\n${left}`
}
