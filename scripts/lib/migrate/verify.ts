import { proveWithPod, smokePod } from '../cluster/smoke-pod.ts'
import { waitForNode } from '../cluster/verify.ts'
import { telling, waitIn } from '../engine/phase.ts'
import type { Work } from '../engine/run.ts'
import { RefitError } from '../errors.ts'
import type { Runtime } from '../runtimes/runtime.ts'
import { sandboxImage } from '../runtimes/sandbox-image.ts'
import type { Before } from './before.ts'

/**
 * Proves that a node works on a runtime. Ready is not enough: the runtime answers, no pod is left in the other
 * one, every pod that stayed runs again, and a new pod starts, logs and takes a command. Throws a RefitError.
 */
export async function verifyNode(work: Work, runtime: Runtime, before: Before): Promise<void> {
  const kubectl = work.run.kubectl(work.host)
  const wait = waitIn(work, 'verify')
  await verifyOnNode(work, runtime)
  await waitForNode(kubectl, before.node, runtime.reportedAs, before.stayed, wait)
  const settings = work.host.settings.verify
  if (!settings.smoke) return
  telling(work, 'verify')('a smoke pod is started')
  const { image } = sandboxImage({ facts: work.facts, settings: work.host.settings })
  await proveWithPod(kubectl, smokePod(before.node, work.run.id, settings, image), wait)
}

async function verifyOnNode({ run, host }: Work, runtime: Runtime): Promise<void> {
  const session = await run.sessions.get(host)
  const result = await session.run(nodeScript(runtime), { timeout: 60_000 })
  if (result.code === 0) return
  throw new RefitError(`The node does not pass: ${result.stderr.trim() || `exit code ${result.code}`}.`, {
    host: host.name,
  })
}

// Docker may be stopped by now, or up for others; only a Docker that runs can run pods of Kubernetes.
function nodeScript(runtime: Runtime): string {
  const noPodsInDocker = `left=$(docker ps -q --filter label=io.kubernetes.pod.uid 2>/dev/null)
[ -z "$left" ] || { echo "containers of Kubernetes still run in Docker: $left" >&2; exit 1; }
`
  return `${runtime.probeScript.trim()} || exit 1\n${runtime.reportedAs === 'docker' ? '' : noPodsInDocker}`
}
