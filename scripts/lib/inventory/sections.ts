import { z } from 'zod'
import { duration } from './duration.ts'
import { install } from './install.ts'
import { line, localPath, nodePath, word } from './scalars.ts'
import { toldSections } from './told.ts'

/** What every runtime has to know of pods. */
const podKeys = {
  sandboxImage: word
    .exactOptional()
    .describe('The pause image. Default: the one that the node uses and has.'),
  cniBinDir: nodePath
    .exactOptional()
    .describe("Folder of the CNI plugins. Default: the node's, or /opt/cni/bin."),
  cniConfDir: nodePath
    .exactOptional()
    .describe("Folder of the CNI configuration. Default: the node's, or /etc/cni/net.d."),
}

/** The settings that come in a map of their own. Levels merge them key by key (see merge.ts). */
export const sections = {
  cluster: section('cluster', 'How the cluster is reached, from the machine that refit runs on.', {
    kubeconfig: localPath
      .exactOptional()
      .describe('Default: as kubectl finds it (KUBECONFIG, ~/.kube/config).'),
    context: word.exactOptional().describe('A context of the kubeconfig. Default: its current one.'),
    kubectl: localPath.default('kubectl').describe('The kubectl to run: a name in PATH, or a path.'),
  }).prefault({}),

  drain: section('drain', 'How a node is emptied before its runtime changes.', {
    timeout: duration()
      .prefault('10m')
      .describe('How long evictions may take, PodDisruptionBudgets included.'),
    gracePeriod: duration({ minimum: 0 })
      .exactOptional()
      .describe('Time that each pod gets to end. Default: what the pod itself asks for.'),
    deleteEmptyDirData: z
      .boolean()
      .default(true)
      .describe('Evict pods with emptyDir volumes too; what is in these volumes is lost.'),
    force: z.boolean().default(false).describe('Delete pods that no controller would start again elsewhere.'),
    disableEviction: z
      .boolean()
      .default(false)
      .describe('Delete instead of evict: passes over PodDisruptionBudgets.'),
    skip: z.boolean().default(false).describe('Do not drain. Pods stop when the runtime does.'),
  }).prefault({}),

  verify: section('verify', 'What a node must show before its new runtime is kept.', {
    timeout: duration().prefault('5m').describe('How long the node and its pods may take to be ready.'),
    smoke: z
      .boolean()
      .default(true)
      .describe('Start a pod on the node, read its logs and run a command in it.'),
    smokeImage: word.exactOptional().describe('Image of that pod. Default: one that the node already has.'),
    smokeCommand: z
      .array(line)
      .min(1, 'expected at least one word')
      .exactOptional()
      .describe('Command of that pod; it must print something and go on running.'),
    namespace: z
      .string()
      .regex(/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/, 'expected the name of a namespace')
      .default('default')
      .describe('Namespace of that pod.'),
  }).prefault({}),

  transaction: section('transaction', 'The guarded change on the node.', {
    timeout: duration()
      .prefault('10m')
      .describe(
        "The dead man's switch: a node that is not confirmed within this time undoes the change by itself.",
      ),
    keep: z
      .int()
      .min(1, 'expected at least 1: the last one is what rollback needs')
      .max(100, 'expected at most 100')
      .default(5)
      .describe('How many finished transactions stay on a node.'),
  }).prefault({}),

  containerd: section('containerd', 'What to tell containerd. What is left out is taken from the node.', {
    ...podKeys,
    root: nodePath.exactOptional().describe('Folder of its data. Default: /var/lib/containerd.'),
    install: install
      .exactOptional()
      .describe('What to install where it is missing, or where --to asks for another version than is there.'),
  }).prefault({}),

  crio: section('crio', 'What to tell CRI-O. What is left out is taken from the node.', {
    ...podKeys,
    capabilities: z
      .array(word)
      .min(1, 'expected at least one capability')
      .exactOptional()
      .describe(
        'Capabilities of containers that ask for none, such as NET_RAW. Default: those that CRI-O has of its own.',
      ),
    install: install
      .exactOptional()
      .describe('What to install where it is missing, or where --to asks for another version than is there.'),
  }).prefault({}),

  criDockerd: section('criDockerd', 'What to tell cri-dockerd. What is left out is taken from the node.', {
    ...podKeys,
    socket: nodePath
      .exactOptional()
      .describe('Its socket. Default: the one that its unit has, or /var/run/cri-dockerd.sock.'),
    install: install
      .exactOptional()
      .describe('What to install where it is missing, or where --to asks for another version than is there.'),
  }).prefault({}),

  ...toldSections,

  images: section('images', "What of the old runtime's image store the new one gets.", {
    carry: z
      .enum(['all', 'used', 'none'])
      .default('all')
      .describe('all; only those that pods of the node use; none, so that they are pulled again.'),
  }).prefault({}),

  checks: section('checks', 'What check finds and migrate refuses.', {
    waivers: z
      .array(
        z.strictObject({
          id: word.describe('The id of a check, as check --list shows it.'),
          reason: line.describe('Why it may pass.'),
          until: z.iso
            .date('expected a day, as 2027-03-31')
            .describe('The last day on which it may, in UTC.'),
          match: line
            .exactOptional()
            .describe('Only findings whose owner, file or host fits; * stands for anything. Default: all.'),
        }),
      )
      .default([])
      .describe(
        'Findings that you know and let pass. A list at a lower level replaces that of a higher one.',
      ),
  }).prefault({}),
}

function section<Shape extends z.ZodRawShape>(id: string, description: string, shape: Shape) {
  return z.strictObject(shape).meta({ id, description })
}
