import type { Check } from '../check.ts'
import { sources } from '../sources.ts'
import { budgetChecks } from './budgets.ts'
import type { Cluster } from './cluster.ts'
import { noRoom } from './room.ts'

const barePod: Check<Cluster> = {
  id: 'bare-pod',
  title: 'A pod has no controller',
  severity: 'blocker',
  about: 'cluster',
  reads: 'ownerReferences of pods, and drain.force of the inventory',
  why: 'The drain refuses to delete it unless drain.force is set; then it is deleted, and nobody starts it again.',
  fix: 'Move it, or set drain.force in the inventory.',
  sources: [sources.drain],
  run: ({ pods, drain }) =>
    drain.skip
      ? []
      : [...pods.values()]
          .filter(({ controlled, stays, node }) => !controlled && !stays && node !== '')
          .map(({ owner }) => ({
            owner,
            message: drain.force
              ? 'It has no controller: the drain deletes it, and nobody starts it again.'
              : 'It has no controller: nobody would start it again, and the drain refuses to delete it.',
            ...(drain.force ? { severity: 'warning' } : {}),
          })),
}

const localVolume: Check<Cluster> = {
  id: 'local-volume',
  title: 'Its data is on one node',
  severity: 'warning',
  about: 'cluster',
  reads: 'PersistentVolumes of type local and hostPath that are claimed',
  why: 'A pod that uses it cannot start anywhere else: it is away from the drain of its node until the node is back.',
  fix: 'Know that it is away, or move its data to a volume that can follow.',
  sources: [sources.drain],
  run: ({ volumes }) =>
    volumes
      .filter(({ claim }) => claim !== '')
      .map(({ name, claim, hosts }) => ({
        owner: `PersistentVolumeClaim ${claim}`,
        message: `Its volume ${name} is on ${hosts.length === 0 ? 'a node' : hosts.join(', ')} only.`,
      })),
}

const runtimeClassHandler: Check<Cluster> = {
  id: 'runtime-class-handler',
  title: 'A RuntimeClass needs its handler in the new runtime',
  severity: 'warning',
  about: 'cluster',
  reads: 'handlers of RuntimeClasses',
  why: 'A pod of a RuntimeClass whose handler the runtime does not know does not start. The handler "docker" is known to dockershim and cri-dockerd only.',
  fix: 'Add a runtime of that name to the configuration of the new runtime, or change the RuntimeClass.',
  sources: [sources.runtimeClass],
  run: ({ runtimeClasses }) =>
    runtimeClasses
      .filter(({ handler }) => handler !== 'runc')
      .map(({ name, handler }) => ({
        owner: `RuntimeClass ${name}`,
        place: { path: 'handler' },
        message: `Its handler is ${handler}.`,
        ...(handler === 'docker' ? { severity: 'blocker' } : {}),
      })),
}

const notReady: Check<Cluster> = {
  id: 'node-not-ready',
  title: 'A node is not Ready',
  severity: 'warning',
  about: 'cluster',
  reads: 'the condition Ready of nodes',
  why: 'What is broken before a change is blamed on the change, and its pods count against every budget.',
  fix: 'Mend it first, or leave it out with --limit.',
  run: ({ nodes }) =>
    [...nodes.values()]
      .filter(({ ready }) => !ready)
      .map(({ name }) => ({ owner: `Node ${name}`, message: 'It is not Ready.' })),
}

const singleControlPlane: Check<Cluster> = {
  id: 'single-control-plane',
  title: 'The only control plane node',
  severity: 'note',
  about: 'cluster',
  reads: 'labels of nodes',
  why: 'While its runtime changes there is no API server: pods go on running, nothing is scheduled, and kubectl waits.',
  fix: 'Have a backup of etcd, and take this node last: migrate does so by itself.',
  run: ({ nodes }) => {
    const planes = [...nodes.values()].filter(
      ({ labels }) =>
        'node-role.kubernetes.io/control-plane' in labels || 'node-role.kubernetes.io/master' in labels,
    )
    const [only] = planes
    if (only === undefined || planes.length > 1) return []
    return [{ owner: `Node ${only.name}`, message: 'It is the only node of the control plane.' }]
  },
}

const nodeCredentials: Check<Cluster> = {
  id: 'node-credentials',
  title: 'Pulls with the credentials of its node',
  severity: 'note',
  about: 'cluster',
  reads: 'imagePullSecrets of pods and service accounts, and the registries of images',
  why: "Without a pull secret the login is the node's. kubelet goes on reading config.json in /var/lib/kubelet and in its home; what dockerd or a credential helper of Docker knew is lost.",
  fix: 'Give it an imagePullSecret, or put the login into /var/lib/kubelet/config.json of every node.',
  sources: [sources.images],
  run: ({ pods, pullSecretAccounts }) =>
    [...pods.values()]
      .filter(({ namespace, account }) => !pullSecretAccounts.has(`${namespace}/${account}`))
      .flatMap(({ owner, privateRegistries }) =>
        privateRegistries.map(registry => ({
          owner,
          message: `It pulls from ${registry}, and brings no pull secret.`,
        })),
      ),
}

/** What is to be said of a whole cluster. */
export const clusterChecks: readonly Check<Cluster>[] = [
  ...budgetChecks,
  barePod,
  noRoom,
  localVolume,
  runtimeClassHandler,
  nodeCredentials,
  notReady,
  singleControlPlane,
]
