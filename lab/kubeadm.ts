import { rename, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import type { Lab, LabNode } from './lab.ts'
import { podMaskBits } from './names-and-addresses.ts'
import { onNode } from './on-node.ts'
import { profiles } from './profile.ts'

/** What the lab has none of, or would have to pull: images are there already, and nothing needs a service address. */
const skipped = 'preflight,addon/kube-proxy,addon/coredns'

/** `kubeadm init` on the first node; writes the kubeconfig that works from this machine. */
export async function initialise(lab: Lab, node: LabNode): Promise<void> {
  const documents = [initConfiguration(lab, node), clusterConfiguration(lab), kubeletConfiguration(lab)]
  await onNode(node, 'cat > /root/kubeadm.yaml', documents.map(document => stringify(document)).join('---\n'))
  await onNode(
    node,
    `kubeadm init --config /root/kubeadm.yaml --skip-phases=${skipped} > /root/kubeadm.log 2>&1 || { tail -n 20 /root/kubeadm.log >&2; exit 1; }`,
  )
}

/** The administrator's kubeconfig, from the control plane. */
export async function fetchKubeconfig(lab: Lab, node: LabNode): Promise<void> {
  const text = await onNode(node, 'cat /etc/kubernetes/admin.conf')
  await writeFile(`${lab.kubeconfig}.new`, text, { mode: 0o600 })
  await rename(`${lab.kubeconfig}.new`, lab.kubeconfig)
}

/** `kubeadm join` of a worker. */
export async function joinWorker(lab: Lab, node: LabNode): Promise<void> {
  const [controlPlane] = lab.nodes
  if (controlPlane === undefined) throw new RangeError('a lab has a first node')
  const command = await onNode(controlPlane, 'kubeadm token create --ttl 15m --print-join-command')
  await onNode(node, 'cat > /root/kubeadm.yaml', stringify(joinConfiguration(lab, command)))
  await onNode(
    node,
    'kubeadm join --config /root/kubeadm.yaml --skip-phases=preflight > /root/kubeadm.log 2>&1 || { tail -n 20 /root/kubeadm.log >&2; exit 1; }',
  )
}

function initConfiguration(lab: Lab, node: LabNode): object {
  return {
    apiVersion: profiles[lab.profile].kubeadmApi,
    kind: 'InitConfiguration',
    localAPIEndpoint: { advertiseAddress: node.address },
    nodeRegistration: registration(lab),
  }
}

function clusterConfiguration(lab: Lab): object {
  const { kubeadmApi, kubernetes, etcdTag } = profiles[lab.profile]
  const mask = {
    v1beta3: { 'node-cidr-mask-size': String(podMaskBits) },
    v1beta4: [{ name: 'node-cidr-mask-size', value: String(podMaskBits) }],
  }
  return {
    apiVersion: kubeadmApi,
    kind: 'ClusterConfiguration',
    kubernetesVersion: `v${kubernetes}`,
    clusterName: lab.name,
    networking: { podSubnet: lab.network.podSubnet, serviceSubnet: lab.network.serviceSubnet },
    etcd: { local: { imageTag: etcdTag } },
    controllerManager: { extraArgs: kubeadmApi.endsWith('v1beta3') ? mask.v1beta3 : mask.v1beta4 },
  }
}

function kubeletConfiguration(lab: Lab): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    ...profiles[lab.profile].kubelet,
  }
}

/** From what `kubeadm token create --print-join-command` prints: `kubeadm join ADDRESS --token T --discovery-token-ca-cert-hash H`. */
function joinConfiguration(lab: Lab, command: string): object {
  const words = command.trim().split(/\s+/)
  const after = (word: string) => words[words.indexOf(word) + 1]
  return {
    apiVersion: profiles[lab.profile].kubeadmApi,
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: after('join'),
        token: after('--token'),
        caCertHashes: [after('--discovery-token-ca-cert-hash')],
      },
    },
    nodeRegistration: registration(lab),
  }
}

const registration = (lab: Lab) => ({ criSocket: profiles[lab.profile].criSocket, imagePullPolicy: 'Never' })
