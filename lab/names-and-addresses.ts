/** The place of one lab in 198.18.0.0/15, the range that RFC 2544 sets apart for test networks. */
export interface LabNetwork {
  /** Host bridge; also the prefix of every namespace, veth and cgroup of this lab. */
  bridge: string
  /** The host's own address on the bridge: the registry listens here. */
  hostAddress: string
  nodeSubnet: string
  podSubnet: string
  serviceSubnet: string
  /** docker0 on every node: inside a node only, but still nothing that a user's network may have. */
  dockerBridgeAddress: string
}

export interface NodePlace {
  /** The name in Kubernetes and in the inventory: n1, n2, ... */
  name: string
  role: 'control-plane' | 'worker'
  address: string
  podSubnet: string
  /** Address of the CNI bridge of this node. */
  podGateway: string
  /** Name of the network namespace, the veth, the cgroup and the machine on the host. */
  machine: string
  /** The veth's hardware address: fixed, so that neighbour tables survive a reboot of the node. */
  hardwareAddress: string
}

export const maximumLabs = 16
/** A node has a /26 of the lab's pod range of /21. */
export const maximumNodes = 32
export const podMaskBits = 26

/**
 * The addresses of the lab with this index (0 to 15): nodes in a /24 of 198.18.0.0/16, pods and services in a
 * /21 each of 198.19.0.0/16.
 */
export function labNetwork(index: number): LabNetwork {
  if (!Number.isInteger(index) || index < 0 || index >= maximumLabs) throw new RangeError(`no lab ${index}`)
  return {
    bridge: `refit${index}`,
    hostAddress: `198.18.${index}.1`,
    nodeSubnet: `198.18.${index}.0/24`,
    podSubnet: `198.19.${16 * index}.0/21`,
    serviceSubnet: `198.19.${16 * index + 8}.0/21`,
    dockerBridgeAddress: `198.18.${128 + index}.1/24`,
  }
}

/** Names and addresses of node `number` (1 is the control plane) of the lab with this index. */
export function nodePlace(index: number, number: number): NodePlace {
  if (!Number.isInteger(number) || number < 1 || number > maximumNodes)
    throw new RangeError(`no node ${number}`)
  const offset = 2 ** (32 - podMaskBits) * (number - 1)
  const pods = (host: number) => `198.19.${16 * index + (offset >> 8)}.${(offset & 255) + host}`
  return {
    name: `n${number}`,
    role: number === 1 ? 'control-plane' : 'worker',
    address: `198.18.${index}.${10 + number}`,
    podSubnet: `${pods(0)}/${podMaskBits}`,
    podGateway: pods(1),
    machine: `${labNetwork(index).bridge}-n${number}`,
    hardwareAddress: `02:00:c6:12:${hexadecimal(index)}:${hexadecimal(number)}`,
  }
}

/** The lowest index that no lab has; undefined when all of them are taken. */
export function freeIndex(taken: ReadonlySet<number>): number | undefined {
  return Array.from({ length: maximumLabs }, (_, index) => index).find(index => !taken.has(index))
}

const hexadecimal = (value: number) => value.toString(16).padStart(2, '0')
