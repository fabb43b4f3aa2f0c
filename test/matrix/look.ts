import { poll } from '../../lab/poll.ts'
import { nodesOf, readyWorkloads } from '../lab/support/cluster.ts'
import type { TestLab } from '../lab/support/lab.ts'
import { until } from '../lab/support/until.ts'
import { changedHabits, habitsOf } from './habits.ts'
import { reachProbe, withProbe } from './probe.ts'
import type { MatrixRuntime } from './runtimes.ts'
import type { Site } from './site.ts'

/** Looks at the node from outside of refit: what is not as it has to be on this runtime, a line each. */
export async function look(site: Site, runtime: MatrixRuntime): Promise<string[]> {
  return [
    ...(await standing(site, runtime)),
    ...(await strays(site, runtime)),
    ...(await withProbe(site, async () => [
      ...(await reachProbe(site)),
      ...changedHabits(site.habits, await habitsOf(site, runtime.store)),
    ])),
  ]
}

/** Whether the node is Ready on the runtime, in use, and has all its pods; waits for that. */
export async function standing(site: Site, runtime: MatrixRuntime): Promise<string[]> {
  const { lab, pods } = site
  let wrong: string[] = []
  await poll(site.node.name, 60, async () => {
    wrong = await notOn(site, runtime)
    return wrong.length === 0
  }).catch(() => {})
  return [...wrong, ...(await notReady(lab, pods))]
}

// More may be ready than when the site was opened: a static pod's copy in the API comes when it comes.
async function notReady(lab: TestLab, wanted: readonly string[]): Promise<string[]> {
  const missing = (now: string[]) => wanted.filter(line => !now.includes(line))
  const last = await until(
    () => readyWorkloads(lab),
    now => missing(now).length === 0,
    120,
  )
  return missing(last).map(line => `not ready: ${line}; now: ${last.join(', ')}`)
}

/** What tells that the node runs another runtime, or is not in use. */
export async function notOn({ lab, node }: Site, { reported, socket }: MatrixRuntime): Promise<string[]> {
  const line = (await nodesOf(lab)).find(each => each.startsWith(`${node.name} `)) ?? 'not there'
  const endpoint = await endpointOf(lab.onNode, node.name)
  return [
    ...(line.startsWith(`${node.name} Ready schedulable ${reported}.`) ? [] : [`the node is "${line}"`]),
    ...(endpoint === socket ? [] : [`kubelet uses ${endpoint}`]),
  ]
}

/** The socket that kubelet was told, by its flag or by its configuration; dockershim's where it was told none. */
async function endpointOf(
  onNode: (node: string, command: string) => Promise<string>,
  node: string,
): Promise<string> {
  const said = await onNode(
    node,
    String.raw`{ tr '\0' '\n' < /proc/$(pidof kubelet)/cmdline; cat /var/lib/kubelet/config.yaml; } | sed -n 's/^--container-runtime-endpoint=//p; s/^containerRuntimeEndpoint: *//p' | head -n 1`,
  )
  const path = said.trim().replaceAll('"', '').replace('unix://', '').replace('/var/run/', '/run/')
  return path === '' ? '/run/dockershim.sock' : path
}

/** Containers of Kubernetes that another runtime still runs. */
async function strays({ lab, node }: Site, { store }: MatrixRuntime): Promise<string[]> {
  const said = await lab.onNode(
    node.name,
    `echo docker $(ctr -n moby tasks ls -q 2>/dev/null | wc -l)
echo containerd $(ctr -n k8s.io tasks ls 2>/dev/null | grep -c RUNNING)
echo crio $(pgrep -x conmon | wc -l)`,
  )
  const counts = said
    .trim()
    .split('\n')
    .map(line => line.split(' '))
  return counts.flatMap(([name, count]) =>
    name !== store && count !== '0' ? [`${count} containers still run in ${name}`] : [],
  )
}
