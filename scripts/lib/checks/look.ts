import type { Kubectl } from '../cluster/kubectl.ts'
import type { Host } from '../inventory/inventory.ts'
import { clusterChecks } from './cluster/checks.ts'
import type { Cluster } from './cluster/cluster.ts'
import { readCluster } from './cluster/read.ts'
import { configurationChecks } from './configuration/checks.ts'
import { manifestFiles } from './manifests/files.ts'
import { manifestGuard } from './manifests/guard.ts'
import { readStream, readText } from './manifests/text.ts'
import { findings } from './reported.ts'
import type { Findings } from './reported.ts'
import { selected } from './select.ts'
import type { Selection } from './select.ts'
import type { Unread } from './unread.ts'
import { workloadChecks } from './workload/checks.ts'
import type { Workload } from './workload/workload.ts'

/** A run of the checks while it goes on: what they found so far, and how much was looked at. */
export interface Look {
  /** Which checks, and for going where. */
  selection: Selection
  to: string
  found: Findings
  unread: Unread[]
  nodes: Set<string>
  hosts: Set<string>
  owners: Set<string>
  manifests: Set<string>
}

/** Nothing looked at yet. `to` is a runtime, with or without a version. */
export function beginLook(selection: Selection, to: string): Look {
  return {
    selection,
    to: to.split('@')[0] ?? to,
    found: findings(),
    unread: [],
    nodes: new Set(),
    hosts: new Set(),
    owners: new Set(),
    manifests: new Set(),
  }
}

/** Looks through manifests: a folder, a file, or `input` for "-"; one file at a time, under guard. */
export async function lookAtManifests(
  look: Look,
  root: string,
  input: AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const guard = manifestGuard(look.selection, look.to)
  const one = async (file: string, isTemplate: boolean, read: Awaited<ReturnType<typeof readText>>) => {
    look.manifests.add(file)
    if ('problem' in read) {
      look.unread.push({ subject: file, message: read.problem, expected: false })
      return
    }
    const { found, owners, unread } = await guard.scan({ file, isTemplate, text: read.text })
    look.found.add(found)
    look.unread.push(...unread)
    for (const owner of owners) look.owners.add(owner)
  }
  try {
    if (root === '-') return await one('standard input', false, await readStream(input))
    const { files, unread } = await manifestFiles(root)
    look.unread.push(...unread)
    for (const { path, isTemplate } of files) await one(path, isTemplate, await readText(path))
  } finally {
    await guard.close()
  }
}

/** Looks through a cluster, once for all hosts that share it. Gives what it read. */
export async function lookAtCluster(look: Look, kubectl: Kubectl, drain: Cluster['drain']): Promise<Cluster> {
  const { workload, configuration } = readers(look)
  const checks = selected(clusterChecks, look.selection, look.to)
  const cluster = await readCluster(kubectl, drain, {
    workload,
    configuration,
    unread: unread => look.unread.push(unread),
  })
  for (const name of cluster.nodes.keys()) look.nodes.add(name)
  look.found.run(checks, cluster)
  return cluster
}

/** A cluster, how it is reached and drained, and the hosts that are of it. */
export interface ClusterHosts {
  kubectl: Kubectl
  drain: Cluster['drain']
  hosts: Host[]
}

/** The clusters of hosts, each once. */
export function clustersOf(hosts: readonly Host[], kubectlOf: (host: Host) => Kubectl): ClusterHosts[] {
  const groups = Map.groupBy(hosts, ({ settings }) => JSON.stringify(settings.cluster))
  return [...groups.values()].flatMap(its => {
    const [first] = its
    if (first === undefined) return []
    return [{ kubectl: kubectlOf(first), drain: first.settings.drain, hosts: its }]
  })
}

function readers(look: Look) {
  const ofWorkload = selected(workloadChecks, look.selection, look.to)
  const ofText = selected(configurationChecks, look.selection, look.to)
  return {
    workload: (workload: Workload) => {
      look.owners.add(workload.owner)
      look.found.run(ofWorkload, workload)
    },
    configuration: (configuration: Parameters<(typeof configurationChecks)[number]['run']>[0]) => {
      look.found.run(ofText, configuration)
    },
  }
}
