import type { Lab, LabNode } from './lab.ts'
import { podMaskBits } from './names-and-addresses.ts'
import { profiles } from './profile.ts'

/** The documents for `kubeadm init` on this node. Pure. */
export function initDocuments(lab: Lab, node: LabNode): object[] {
  const { kubeadmApi, kubernetes, etcdTag, kubelet } = profiles[lab.profile]
  return [
    {
      apiVersion: kubeadmApi,
      kind: 'InitConfiguration',
      localAPIEndpoint: { advertiseAddress: node.address },
      // Where there is no worker, the control plane takes everybody's pods.
      nodeRegistration: { ...registration(lab), ...(lab.nodeCount === 1 && { taints: [] }) },
    },
    {
      apiVersion: kubeadmApi,
      kind: 'ClusterConfiguration',
      kubernetesVersion: `v${kubernetes}`,
      clusterName: lab.name,
      networking: { podSubnet: lab.network.podSubnet, serviceSubnet: lab.network.serviceSubnet },
      etcd: { local: { imageTag: etcdTag } },
      controllerManager: {
        extraArgs: extraArguments(kubeadmApi, 'node-cidr-mask-size', String(podMaskBits)),
      },
    },
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', evictionHard, ...kubelet },
  ]
}

// The nodes' disk is the machine's: one that is rather full is no reason to put pods out.
const evictionHard = Object.fromEntries(
  ['nodefs.available', 'nodefs.inodesFree', 'imagefs.available', 'imagefs.inodesFree'].map(signal => [
    signal,
    '0%',
  ]),
)

/**
 * The document for `kubeadm join`, from the line that `kubeadm token create --print-join-command` prints:
 * `kubeadm join ADDRESS --token TOKEN --discovery-token-ca-cert-hash HASH`. Pure.
 */
export function joinDocument(lab: Lab, command: string): object {
  const found = /join (\S+) --token (\S+) --discovery-token-ca-cert-hash (\S+)/.exec(command)
  if (!found) throw new Error(`kubeadm printed no join command but: ${command}`)
  const [, apiServerEndpoint, token, hash] = found
  return {
    apiVersion: profiles[lab.profile].kubeadmApi,
    kind: 'JoinConfiguration',
    discovery: { bootstrapToken: { apiServerEndpoint, token, caCertHashes: [hash] } },
    nodeRegistration: registration(lab),
  }
}

/** Images are there already, and nothing is to be pulled. */
const registration = (lab: Lab) => ({
  criSocket: profiles[lab.profile].criSocket,
  imagePullPolicy: 'Never',
})

/** A map until v1beta3, a list from v1beta4 on. */
function extraArguments(api: string, name: string, value: string): object {
  return api.endsWith('v1beta3') ? { [name]: value } : [{ name, value }]
}
