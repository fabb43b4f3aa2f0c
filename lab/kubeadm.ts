import { rename, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { initDocuments, joinDocument } from './kubeadm-config.ts'
import type { Lab, LabNode } from './lab.ts'
import { onNode } from './on-node.ts'

/** What the lab has no use for, or would have to pull. */
const skipped = 'preflight,addon/kube-proxy,addon/coredns'

/** `kubeadm init` on the first node. */
export async function initialise(lab: Lab, node: LabNode): Promise<void> {
  const documents = initDocuments(lab, node).map(document => stringify(document))
  await kubeadm(node, `init --skip-phases=${skipped}`, documents.join('---\n'))
}

/** `kubeadm join` of a worker. */
export async function joinWorker(lab: Lab, node: LabNode): Promise<void> {
  const [controlPlane] = lab.nodes
  if (controlPlane === undefined) throw new RangeError('a lab has a first node')
  const command = await onNode(controlPlane, 'kubeadm token create --ttl 15m --print-join-command')
  await kubeadm(node, 'join --skip-phases=preflight', stringify(joinDocument(lab, command)))
}

/** Writes the administrator's kubeconfig, from the control plane; it works from this machine. */
export async function fetchKubeconfig(lab: Lab, node: LabNode): Promise<void> {
  const text = await onNode(node, 'cat /etc/kubernetes/admin.conf')
  await writeFile(`${lab.kubeconfig}.new`, text, { mode: 0o600 })
  await rename(`${lab.kubeconfig}.new`, lab.kubeconfig)
}

/** Runs kubeadm with this configuration; what it says stays on the node, and its end is in the error. */
async function kubeadm(node: LabNode, words: string, configuration: string): Promise<void> {
  await onNode(node, 'cat > /root/kubeadm.yaml', configuration)
  const run = `kubeadm ${words} --config /root/kubeadm.yaml > /root/kubeadm.log 2>&1`
  await onNode(node, `${run} || { tail -n 20 /root/kubeadm.log >&2; exit 1; }`)
}
