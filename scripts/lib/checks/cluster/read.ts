import type { Kubectl } from '../../cluster/kubectl.ts'
import { messageOf } from '../../errors.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { configurationsOf } from '../configuration/configuration.ts'
import { isRecord, object, text } from '../loose.ts'
import type { Unread } from '../unread.ts'
import type { Path, Source, Workload } from '../workload/workload.ts'
import { headingOf } from '../workload/workload.ts'
import { pathText } from '../workload/path-text.ts'
import type { Cluster } from './cluster.ts'
import { customResources } from './custom-resources.ts'
import { parseBudget, parseNode, parseVolume } from './objects.ts'
import { ownerRegister } from './owners.ts'
import { pages } from './pages.ts'

/** Who is told of what is in a cluster, as it is read. */
export interface ClusterReader {
  workload: (workload: Workload) => void
  configuration: (configuration: Configuration) => void
  unread: (unread: Unread) => void
}

/**
 * Reads a cluster in pages: controllers first, then their pods, so that a pod is known by its owner. A list that
 * cannot be read is told, and the others go on. Secrets are not read.
 */
export async function readCluster(
  kubectl: Kubectl,
  drain: Cluster['drain'],
  reader: ClusterReader,
): Promise<Cluster> {
  const cluster: Cluster = {
    nodes: new Map(),
    pods: new Map(),
    budgets: [],
    runtimeClasses: [],
    volumes: [],
    pullSecretAccounts: new Set(),
    drain,
  }
  const owners = ownerRegister()
  const each = (paths: readonly string[], size: number, take: (value: unknown) => void): Promise<void> =>
    readList(kubectl, paths, size, take, reader.unread)
  const controller = (kind: string) => (value: unknown) =>
    owners.controller(withKind(value, kind)).forEach(reader.workload)

  await each(['/api/v1/nodes'], 250, value => {
    const node = parseNode(value)
    cluster.nodes.set(node.name, node)
  })
  await each(['/apis/apps/v1/deployments'], 250, controller('Deployment'))
  await each(['/apis/apps/v1/daemonsets'], 250, controller('DaemonSet'))
  await each(['/apis/apps/v1/statefulsets'], 250, controller('StatefulSet'))
  await each(['/api/v1/replicationcontrollers'], 250, controller('ReplicationController'))
  await each(['/api/v1/podtemplates'], 250, controller('PodTemplate'))
  await each(['/apis/batch/v1/cronjobs', '/apis/batch/v1beta1/cronjobs'], 250, controller('CronJob'))
  for (const { path, embedsPods } of await customResources(kubectl, reader.unread)) {
    await each([path], 100, value => {
      if (embedsPods) owners.controller(sourceOf(value)).forEach(reader.workload)
      configurationsOf(sourceOf(value), path).forEach(reader.configuration)
    })
  }
  await each(['/apis/apps/v1/replicasets'], 250, controller('ReplicaSet'))
  await each(['/apis/batch/v1/jobs'], 250, controller('Job'))
  await each(['/api/v1/pods'], 250, value => {
    const { uid, workloads, pod } = owners.pod(withKind(value, 'Pod'))
    if (pod === undefined) return
    workloads.forEach(reader.workload)
    cluster.pods.set(uid, pod)
  })
  await each(['/api/v1/configmaps'], 25, value =>
    configurationsOf(withKind(value, 'ConfigMap'), 'ConfigMap').forEach(reader.configuration),
  )
  await each(['/api/v1/serviceaccounts'], 500, value => {
    const { metadata } = headingOf(value)
    const secrets = isRecord(value) ? value['imagePullSecrets'] : undefined
    if (Array.isArray(secrets) && secrets.length > 0)
      cluster.pullSecretAccounts.add(`${metadata.namespace}/${metadata.name}`)
  })
  await each(
    ['/apis/policy/v1/poddisruptionbudgets', '/apis/policy/v1beta1/poddisruptionbudgets'],
    250,
    value => cluster.budgets.push(parseBudget(value)),
  )
  await each(
    ['/apis/node.k8s.io/v1/runtimeclasses', '/apis/node.k8s.io/v1beta1/runtimeclasses'],
    250,
    value => {
      cluster.runtimeClasses.push({
        name: headingOf(value).metadata.name,
        handler: handler.parse(value).handler,
      })
    },
  )
  await each(['/api/v1/persistentvolumes'], 250, value => {
    const volume = parseVolume(value)
    if (volume !== undefined) cluster.volumes.push(volume)
  })
  return cluster
}

const handler = object({ handler: text })

/** Takes every item of the first of the lists that the server has. */
async function readList(
  kubectl: Kubectl,
  paths: readonly string[],
  size: number,
  take: (value: unknown) => void,
  unread: ClusterReader['unread'],
): Promise<void> {
  const [path = '', ...others] = paths
  try {
    for await (const items of pages(kubectl, path, size)) items.forEach(take)
  } catch (error) {
    const message = messageOf(error)
    if (others.length > 0 && /NotFound|could not find/u.test(message)) {
      return readList(kubectl, others, size, take, unread)
    }
    unread({ subject: path, message, expected: false })
  }
}

// Items of the API's own lists do not say their kind.
function withKind(value: unknown, kind: string): Source {
  return sourceOf(isRecord(value) ? { ...value, kind } : value)
}

function sourceOf(value: unknown): Source {
  return { value, place: (path: Path) => (path.length === 0 ? {} : { path: pathText(path) }) }
}
