import { join } from 'node:path'
import { stringify } from 'yaml'
import { writeLocalImage } from './build-images.ts'
import { imageStores } from './image-store.ts'
import { kubectl, kubectlWith } from './kubectl.ts'
import type { Lab, LabNode } from './lab.ts'
import { onNode } from './on-node.ts'
import { poll } from './poll.ts'
import { profiles } from './profile.ts'
import { localImage, staticPod, workloadManifests } from './workload-manifests.ts'

/**
 * Puts on the lab what a migration must not hurt, and waits until all of it runs: a Deployment of 3 with a
 * PodDisruptionBudget, an agent on every node, a static pod on the first worker, and a pod whose image only that
 * one's store has. A lab of one node has all of it there.
 */
export async function applyWorkload(lab: Lab): Promise<void> {
  const node = workNode(lab)
  await makeLocalImage(lab, node)
  await onNode(
    node,
    'mkdir -p /etc/kubernetes/manifests && cat > /etc/kubernetes/manifests/lab-static.yaml',
    stringify(staticPod(lab.image)),
  )
  const manifests = workloadManifests(lab.image, node.name).map(manifest => stringify(manifest))
  await kubectlWith(lab, manifests.join('---\n'), 'apply', '--filename', '-')
  for (const name of ['deployment/web', 'deployment/local-only', 'daemonset/agent'])
    await kubectl(lab, 'rollout', 'status', name, '--timeout', '120s', '--request-timeout', '0')
  await poll(
    `The static pod on ${node.name} to run`,
    120,
    async () => (await phaseOf(lab, `lab-static-${node.name}`)) === 'Running',
  )
}

/** Takes it away again. */
export async function removeWorkload(lab: Lab): Promise<void> {
  await onNode(workNode(lab), 'rm -f /etc/kubernetes/manifests/lab-static.yaml')
  const names = ['deployment/web', 'deployment/local-only', 'daemonset/agent', 'poddisruptionbudget/web']
  await kubectl(
    lab,
    'delete',
    '--ignore-not-found',
    '--wait',
    '--timeout',
    '60s',
    '--request-timeout',
    '0',
    ...names,
  )
}

function workNode({ nodes: [first, second] }: Lab): LabNode {
  const node = second ?? first
  if (node === undefined) throw new RangeError('a lab has a first node')
  return node
}

/** An image that no registry has: where there is Docker, only `docker build` on this one node made it. */
async function makeLocalImage(lab: Lab, node: LabNode): Promise<void> {
  if (profiles[lab.profile].store === 'containerd') {
    const archive = join(lab.directory, 'local-image.tar')
    await writeLocalImage(archive, localImage, lab.busybox)
    return imageStores.containerd.load(node, archive)
  }
  const recipe = `FROM ${lab.image}\nLABEL made.by="docker build, on ${node.name} alone"\nRUN echo local > /etc/origin\n`
  await onNode(
    node,
    `docker pull --quiet ${lab.image} && DOCKER_BUILDKIT=0 docker build --quiet --network none -t ${localImage} -`,
    recipe,
  )
}

function phaseOf(lab: Lab, pod: string): Promise<string> {
  return kubectl(lab, 'get', 'pod', pod, '--ignore-not-found', '--output', 'jsonpath={.status.phase}')
}
