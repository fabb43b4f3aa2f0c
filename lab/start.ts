import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join as joinPath } from 'node:path'
import { boot, kill, machineProcess, unmountRoot } from './boot.ts'
import { makeIdentity, writeNodeFiles } from './identity.ts'
import { fetchKubeconfig, initialise, joinWorker } from './kubeadm.ts'
import { kubectl, waitForNodes } from './kubectl.ts'
import type { Lab, LabNode } from './lab.ts'
import { loadImages, pushBusybox } from './load-images.ts'
import { makeBridge } from './network.ts'
import { onNode } from './on-node.ts'
import type { Progress } from './progress.ts'
import { registriesAnswer, startRegistries } from './registry.ts'
import { rememberSysctls } from './sysctls.ts'
import { together } from './together.ts'

/** Whether all of a lab is there: its machines, each a member of the cluster, and its registry. */
export async function runs(lab: Lab): Promise<boolean> {
  const machines = await Promise.all(lab.nodes.map(machineProcess))
  return machines.every(Boolean) && lab.nodes.every(isMember) && (await registriesAnswer(lab))
}

/** Makes of a lab what is not there yet, and boots what does not run. Can be cut off anywhere and run again. */
export async function start(lab: Lab, progress: Progress): Promise<void> {
  const [controlPlane, ...workers] = lab.nodes
  if (controlPlane === undefined) throw new RangeError('a lab has a first node')
  await rememberSysctls(dirname(lab.directory))
  await makeIdentity(lab)
  await makeBridge(lab)
  await startRegistries(lab)
  await together(lab.nodes.map(node => bootNode(lab, node, progress)))
  if (!isMember(controlPlane)) {
    await progress.step('Push busybox into the registries', () => pushBusybox(lab, controlPlane))
    await progress.step('kubeadm init on n1', () => initialise(lab, controlPlane))
    await fetchKubeconfig(lab, controlPlane)
    await markMember(controlPlane)
  }
  const newcomers = workers.filter(node => !isMember(node))
  await together(newcomers.map(node => progress.step(`kubeadm join on ${node.name}`, () => join(lab, node))))
  await progress.step('Wait for every node to be Ready', () => waitForNodes(lab, 180))
}

/** Boots a node; one that never became a member of the cluster (`up` was cut off) starts from nothing. */
async function bootNode(lab: Lab, node: LabNode, progress: Progress): Promise<void> {
  if (isMember(node)) {
    if (!(await machineProcess(node))) await progress.step(`Boot ${node.name} again`, () => boot(lab, node))
    return
  }
  await kill(node)
  await unmountRoot(node)
  for (const name of ['upper', 'work', 'disk'])
    await rm(joinPath(node.directory, name), { recursive: true, force: true })
  await writeNodeFiles(lab, node)
  await progress.step(`Boot ${node.name}`, async () => {
    await boot(lab, node)
    await setPassword(lab, node)
  })
  await progress.step(`Load the images of the control plane on ${node.name}`, () => loadImages(lab, node))
}

/** What is left of a join that was cut off would be in the way of the next. */
async function join(lab: Lab, node: LabNode): Promise<void> {
  await kubectl(lab, 'delete', 'node', node.name, '--ignore-not-found')
  await joinWorker(lab, node)
  await markMember(node)
}

async function setPassword(lab: Lab, node: LabNode): Promise<void> {
  await onNode(node, 'chpasswd', `operator-pw:${await readFile(lab.passwordFile, 'utf8')}\n`)
}

const memberFile = (node: LabNode) => joinPath(node.directory, 'member')

const isMember = (node: LabNode) => existsSync(memberFile(node))

const markMember = (node: LabNode) => writeFile(memberFile(node), '')
